from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.shop import copied, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; nobody breaks this one."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def shop(prepared: Path, tmp_path: Path) -> Path:
    """A shop of one's own, to be broken."""
    return copied(prepared, tmp_path / "shop")
