"""The service in the test's own process; its routes, a tenth of a second to lay out, are laid out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from features.clock import Clock
from features.settings import Settings
from service.api.limits import STORE, Counts
from service.app import routed
from service.opening import open_worker

Client = TestClient[Any]


@contextmanager
def served(
    settings: Settings, clock: Clock, *, replay: bool = False, strict: bool = False
) -> Iterator[Client]:
    """The service with these settings, from open to closed; what fails there is an answer."""
    resting = at_rest(str(replace(settings, store="", artifacts="")))
    app = resting.pop() if resting else routed(settings)
    app.state = State({"open_worker": partial(open_worker, settings, clock, replay, strict)})
    app.stores.register(STORE, Counts(), allow_override=True)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    resting.append(app)


@cache
def at_rest(settings: str) -> list[Litestar]:
    """Those that nobody uses now. Where a store and the models lie is asked when a worker opens."""
    return []
