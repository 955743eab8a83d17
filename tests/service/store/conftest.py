"""Every test of this folder runs against every engine; a new engine is one more row here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store import Store
from tests.stores import new_store


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return {"sqlite": f"sqlite:///{tmp_path}/shop.db"}[request.param]


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = new_store(url)
    yield store
    store.close()
