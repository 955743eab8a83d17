from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.engine.shop_floor import Floor


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path)
    yield floor
    floor.store.close()
