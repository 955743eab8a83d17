"""Where the shop's facts are kept: `open_store` gives the engine that a URL names."""

from __future__ import annotations

from pathlib import Path

from features.errors import StoreRefused
from service.store.protocol import Store
from service.store.sqlite import SqliteStore
from service.store.upgrade import bring_up

__all__ = ["Store", "open_store", "path_of"]

_SQLITE = "sqlite:///"


def open_store(url: str, *, migrate: bool = True) -> Store:
    """The store a URL names, created or migrated where needed. Raises StoreRefused, StoreDown."""
    path = path_of(url)
    bring_up(path, migrate=migrate)
    return SqliteStore(path)


def path_of(url: str) -> Path:
    """The file a URL names. Raises StoreRefused."""
    if not url.startswith(_SQLITE) or url == _SQLITE:
        raise StoreRefused(
            f"{url!r} names no store; set ZUVOR_STORE to sqlite:///FILE, e.g. sqlite:///var/zuvor.db"
        )
    return Path(url.removeprefix(_SQLITE)).absolute()
