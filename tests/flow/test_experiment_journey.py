"""An A/B tester's way: define, see how long it takes, start, serve pages, hear what is done, read, stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from features.clock import DAY, HOUR, clock_from, parse_duration, system_clock, to_text
from features.experiments.assignment import bucket
from service.app import build
from service.cli import zuvor
from tests.running import places, until
from tests.service.engine.shop_floor import Floor
from training.experiments.analysis import analyse

pytestmark = pytest.mark.slow

VISITORS = [f"device-{number}" for number in range(225)]
START = (system_clock() // DAY + 2) * DAY
NOW = START + HOUR  # what the service's clock shows

DEFINITION = {
    "variants": [
        {"name": "default", "weight": 0.5, "page": "default"},
        {"name": "personalised", "weight": 0.5},
    ],
    "start": to_text(START),
    "end": to_text(START + 28 * DAY),
    "metric": "conversion",
    "smallest_effect": 0.2,
}
TOML = f"""
[[experiment]]
name = "homepage"
start = "{to_text(START)}"
end = "{to_text(START + 28 * DAY)}"
metric = "conversion"
smallest_effect = 0.2
variants = [
  {{ name = "default", weight = 0.5, page = "default" }},
  {{ name = "personalised", weight = 0.5 }},
]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[TestClient[Any]]:
    floor = Floor(tmp_path, now=NOW).open()
    floor.store.close()
    patient = replace(
        floor.settings, store=f"sqlite:///{tmp_path}/shop.db", page_deadline=parse_duration("1m")
    )
    with TestClient(build(patient, clock_from(NOW), replay=False, strict=False)) as client:
        yield client


def command(folder: Path, *words: str) -> str:
    flags = [flag for flag in places(folder) if "store" in flag]
    done = CliRunner().invoke(zuvor, [*words, *flags], obj={"debug": False}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def told(shop: TestClient[Any], events: list[dict[str, Any]]) -> None:
    now = to_text(shop.app.state.worker.clock())
    stamped = [
        {"event_id": f"{one['event']}-{one['anonymous_id']}", "occurred_at": now, **one} for one in events
    ]
    answer = shop.post("/v1/events", json={"events": stamped}).json()
    assert answer["accepted"] == len(events), answer["results"][:1]


def visits(shop: TestClient[Any]) -> dict[str, Any]:
    """Everybody looks at tea; once the definition is in force, everybody asks for the homepage."""
    told(shop, looks())
    until(lambda: page(shop, VISITORS[0])["experiments"])
    return {who: page(shop, who) for who in VISITORS}


def looks() -> list[dict[str, Any]]:
    before = to_text(NOW - HOUR)
    return [
        {"event": "view_item", "item_id": "mint", "anonymous_id": who, "occurred_at": before}
        for who in VISITORS
    ]


def page(shop: TestClient[Any], who: str) -> Any:
    return shop.get("/v1/homepage", params={"anonymous_id": who, "locale": "en"}).json()


def arm(seen: Any) -> str:
    (part,) = seen["experiments"]
    assert (part["name"], part["enrolled"]) == ("homepage", True)
    return str(part["variant"])


def answers_of(pages: dict[str, Any]) -> list[dict[str, Any]]:
    """All see their page; two in three buy where it was personal, one in four elsewhere."""
    seen = [
        {
            "event": "view_item_list",
            "anonymous_id": who,
            "placement": "home",
            "recommendation_id": one["recommendation_id"],
            "items": [{"item_id": "mint", "shelf": "popular", "position": 1}],
        }
        for who, one in pages.items()
    ]
    bought = [
        {
            "event": "purchase",
            "anonymous_id": who,
            "order_id": f"order-{who}",
            "currency": "EUR",
            "items": [{"item_id": "mint", "quantity": 1, "price": 5}],
        }
        for number, (who, one) in enumerate(pages.items())
        if number % 12 < {"personalised": 8, "default": 3}[arm(one)]
    ]
    return seen + bought


def test_from_the_definition_to_the_verdict_and_the_end(shop: TestClient[Any], tmp_path: Path) -> None:
    definition = tmp_path / "homepage.toml"
    definition.write_text(TOML)
    planned = command(tmp_path, "apply", str(definition))
    assert "homepage" in planned

    pages = visits(shop)
    arms = {who: arm(one) for who, one in pages.items()}
    assert arms == {who: ["default", "personalised"][bucket("homepage", who) >= 0.5] for who in VISITORS}
    assert {(arms[who], one["fallback"]) for who, one in pages.items()} == {
        ("default", "control"),
        ("personalised", None),
    }
    assert arm(page(shop, VISITORS[0])) == arms[VISITORS[0]]
    told(shop, answers_of(pages))
    assert shop.get("/v1/experiments/homepage/results").status_code == 404

    worker = shop.app.state.worker
    until(lambda: sum(map(len, worker.store.served(START, NOW + DAY))) > len(VISITORS))
    later = START + 50 * DAY  # the command itself knows no moment that is still to come
    analyse(worker.store, "homepage", as_of=later, now=later, progress=lambda stage: None)
    found = shop.get("/v1/experiments/homepage/results", params={"locale": "en"}).json()
    assert found["state"] == "better"
    assert {one["name"]: one["units"] for one in found["variants"]} == Counter(arms.values())
    assert all(check["ok"] for check in found["checks"])
    assert found["effects"][0]["low"] < 8 / 12 - 3 / 12 < found["effects"][0]["high"]
    assert found["verdict"][0] in shop.get("/console/experiments/homepage", params={"locale": "en"}).text


def test_what_runs_is_not_redefined_but_stopped(shop: TestClient[Any]) -> None:
    where = "/v1/experiments/homepage"
    assert shop.put(where, json=DEFINITION).json()["version"] == 1
    refused = shop.put(where, json=DEFINITION | {"smallest_effect": 0.1})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/phase")
    told(shop, looks())
    until(lambda: page(shop, VISITORS[0])["experiments"])
    assert shop.put(where, json=DEFINITION | {"stopped": to_text(NOW)}).json()["version"] == 2
    until(lambda: not page(shop, VISITORS[0])["experiments"])
