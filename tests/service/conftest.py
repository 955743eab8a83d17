"""What tests of the command share: a folder of its own, and services that end with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from features.settings import TABLE
from tests.running import Service

Launch = Callable[..., Service]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with store and artifacts, and no other settings from outside."""
    monkeypatch.chdir(tmp_path)
    for setting in TABLE:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("ZUVOR_STORE", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("ZUVOR_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Starts `zuvor serve` with flags, on the shop of this test."""
    with ExitStack() as stack:

        def start(*flags: str) -> Service:
            service = Service(tmp_path, *flags)
            stack.callback(service.kill)
            return service

        yield start
