"""Experiments through the routes: defined, in force within a second, kept over a sign-in, logged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features import artifact
from features.clock import SECOND, clock_from, parse_moment
from features.settings import Settings
from service.api import fresh
from tests.running import until
from tests.service.api.conftest import NOON, Client, Serve
from tests.service.engine.shop_floor import FACTS
from tests.service.engine.small_shop import catalogue, model
from tests.serving import served
from tests.stores import new_store

pytestmark = pytest.mark.slow

_numbers = count()

DEFINITION = {
    "name": "homepage",
    "variants": [{"name": "default", "weight": 0.5, "page": "default"}, {"name": "own", "weight": 0.5}],
    "start": "2026-03-01T11:00:00Z",
    "end": "2026-04-01T11:00:00Z",
    "metric": "conversion",
    "smallest_effect": 0.05,
}


@pytest.fixture
def ready(settings: Settings) -> Settings:
    """A model is published."""
    facts = FACTS | {"created_at": NOON, "data_from": NOON, "data_until": NOON}
    root = Path(settings.artifacts)
    artifact.make_current(root, artifact.publish(root, model(), facts).version)
    return settings


@pytest.fixture
def shop(ready: Settings, serve: Serve) -> Client:
    shop = serve()
    shop.put("/v1/items", content=msgspec.json.encode({"items": list(catalogue().values())}))
    return shop


def happen(shop: Client, kind: str, **fields: Any) -> None:
    number = next(_numbers)
    said = {
        "event": kind,
        "event_id": f"e{number}",
        "occurred_at": f"2026-03-01T11:30:{number:02}Z",
        **fields,
    }
    assert shop.post("/v1/events", json=said).json()["accepted"] == 1


def look(shop: Client, **who: str) -> None:
    for _ in range(3):
        happen(shop, "view_item", item_id="bell", **who)


def define(shop: Client, **fields: Any) -> None:
    """Defined; in force within a second."""
    definition = DEFINITION | fields
    answer = shop.put(f"/v1/experiments/{definition['name']}", json=definition)
    assert answer.status_code == 200, answer.text


def taking(shop: Client, asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get(f"/v1/homepage?{asked}").json()["experiments"]
    return found


def logged(settings: Settings) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(settings.store.removeprefix("sqlite:///"))) as connection:
        return connection.execute("SELECT coalesce(customer_id, anonymous_id), unit FROM served").fetchall()


def test_after_sign_in_the_arm_stays_also_on_the_second_device(shop: Client, ready: Settings) -> None:
    look(shop, anonymous_id="phone")
    define(shop)
    until(lambda: taking(shop, "anonymous_id=phone"))
    first = taking(shop, "anonymous_id=phone")
    happen(shop, "identify", customer_id="Ann", anonymous_id="phone")
    happen(shop, "identify", customer_id="Ann", anonymous_id="laptop")
    asked = ("customer_id=Ann", "anonymous_id=laptop", "customer_id=Ann&anonymous_id=laptop")
    assert [taking(shop, one) for one in asked] == [first] * 3
    assert (first[0]["name"], first[0]["enrolled"]) == ("homepage", True)
    until(lambda: len(logged(ready)) >= 4)
    assert {unit for _, unit in logged(ready)} == {"phone"}


def test_what_waits_for_the_log_is_written_before_a_worker_stops(
    ready: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh, "LOGGED_EVERY", 3600)
    new_store(ready.store).close()
    unhurried = replace(ready, page_deadline=60 * SECOND)
    with served(unhurried, clock_from(parse_moment(NOON))) as shop:
        shop.put("/v1/items", content=msgspec.json.encode({"items": list(catalogue().values())}))
        look(shop, customer_id="Ann")
        define(shop)
        until(lambda: taking(shop, "customer_id=Ann"))
    assert ("Ann", "Ann") in logged(ready)


def test_readiness_says_which_experiment_nobody_takes_part_in(shop: Client) -> None:
    arms = [{"name": "own", "weight": 0.5}, {"name": "bolder", "weight": 0.5, "recipe": "bolder"}]
    define(shop, name="bolder", variants=arms)
    experiments = shop.app.state.worker.experiments
    until(lambda: experiments.refresh() or experiments.refused)
    health = shop.get("/health/ready").json()
    assert "no model is published as bolder" in health["experiments"]["bolder"]
    assert health["status"] == "ready"
