"""An empty store of this version: brought up once, then copied to wherever a test begins with one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from service.store import Store, open_store, path_of


def new_store(url: str) -> Store:
    """A store of a test's own; empty, where the test has none yet."""
    path = path_of(url)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty())
    return open_store(url)


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()
