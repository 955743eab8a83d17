"""A shop's service over a real store, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from features import settings as settings_table
from features.clock import clock_from, parse_duration, parse_moment
from features.settings import Settings
from service.keys.key import Scope
from tests.keys import create
from tests.serving import Client as Client
from tests.serving import served
from tests.stores import new_store

NOON = "2026-03-01T12:00:00Z"

Serve = Callable[..., Client]


def view(number: str, **other: object) -> dict[str, object]:
    """Somebody looks at tea, an hour ago."""
    return {
        "event": "view_item",
        "event_id": number,
        "occurred_at": "2026-03-01T11:00:00Z",
        "anonymous_id": "device",
        "item_id": "tea",
        **other,
    }


def sell_tea(shop: Client) -> None:
    """One item, and a page that has seen it: a default page in a hurry doesn't look for news."""
    shop.put("/v1/items", json={"items": [{"item_id": "tea", "title": "Tea"}]})
    shop.get("/v1/homepage")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    places = {"store": f"sqlite:///{tmp_path}/shop.db", "artifacts": f"{tmp_path}/artifacts"}
    return settings_table.read({**places, "model_poll": "1h"}, {})


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Starts the service at noon; `replay`: as if with --as-of, `strict`: as if beyond loopback.

    Pages have time, however busy the machine is.
    """
    new_store(settings.store).close()
    with ExitStack() as stack:

        def start(
            *, replay: bool = False, strict: bool = False, deadline: str = "1m", **changed: Any
        ) -> Client:
            in_force = replace(settings, page_deadline=parse_duration(deadline), **changed)
            clock = clock_from(parse_moment(NOON))
            return stack.enter_context(served(in_force, clock, replay=replay, strict=strict))

        yield start


@pytest.fixture
def shop(serve: Serve) -> Client:
    """The service, started."""
    return serve()


def made(settings: Settings, scope: Scope, *origins: str) -> dict[str, str]:
    """The header of a new key."""
    with closing(new_store(settings.store)) as store:
        return {"Authorization": f"Bearer {create(store, scope, *origins)}"}
