"""A service with a console on a store of its own, at a moment that a test chooses."""

from __future__ import annotations

from base64 import b64encode
from contextlib import AbstractContextManager
from pathlib import Path

from features import settings as settings_table
from features.clock import clock_from
from service.keys.key import Scope
from service.store import Store
from tests.keys import create
from tests.serving import Client, served
from tests.stores import new_store


class House:
    """`now`: microseconds; `settings`: beside where the store and the models lie."""

    def __init__(self, folder: Path, now: int, **settings: str) -> None:
        places = {"store": f"sqlite:///{folder}/shop.db", "artifacts": f"{folder}/artifacts"}
        self.settings = settings_table.read({**places, "model_poll": "1h", **settings}, {})
        self.store: Store = new_store(self.settings.store)
        self._now = now

    def key(self, scope: Scope, name: str = "") -> dict[str, str]:
        """What a browser sends that was given a name and a new key of this scope."""
        typed = f"{name}:{create(self.store, scope)}"
        return {"Authorization": f"Basic {b64encode(typed.encode()).decode()}"}

    def opened(self, *, strict: bool = False) -> AbstractContextManager[Client]:
        """A browser; `strict`: only who has a key is let in."""
        return served(self.settings, clock_from(self._now), strict=strict)

    def close(self) -> None:
        self.store.close()
