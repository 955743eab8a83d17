"""The counter of a small shop that is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.answers.counter import Counter
from tests.service.engine.shop_floor import Floor


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    floor = Floor(tmp_path).open()
    yield Counter(floor)
    floor.store.close()
