from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.engine.shop_floor import Floor
from tests.service.experiments.shop import Shop, opened


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path)
    yield floor
    floor.store.close()


@pytest.fixture
def shop(floor: Floor) -> Iterator[Shop]:
    with opened(floor) as shop:
        yield shop
