"""Experiments over HTTP: defined as a whole, never redefined while they run, every version to be read."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from features.analyses import usual_weeks
from features.clock import HOUR, parse_moment
from features.experiments.expecting import Usual, encode_usual
from features.settings import Settings
from service.store import open_store
from tests.features.experiments.world import DEFAULT, PERSONALISED, written
from tests.service.api.conftest import NOON, Client, Serve, made

RUNNING = {"start": "2026-02-01T00:00:00Z"}


def put(shop: Client, called: str = "homepage", /, **other: Any) -> Any:
    return shop.put(f"/v1/experiments/{called}", json=written(**{"name": None, **other}))


def pointers(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in answer.json()["errors"]]


def test_an_experiment_is_defined_and_read_back(shop: Client) -> None:
    assert put(shop).json() == {"name": "homepage", "version": 1, "changed": True, "expected": None}
    found = shop.get("/v1/experiments/homepage").json()
    assert (found["state"], found["version"]) == ("planned", 1)
    assert found["definition"] == written()
    (version,) = found["versions"]
    assert (version["changed_at"][:13], version["changed_by"]) == (NOON[:13], "loopback")


def test_before_the_start_it_says_what_to_expect_by_the_last_weeks(shop: Client, settings: Settings) -> None:
    weeks = Usual(
        unit="visitor",
        window="14d",
        winsorise=0.999,
        new=[100] * 28,
        metrics={"conversion": (0.05, 0.218)},
        kinds=["purchase"],
    )
    with closing(open_store(settings.store)) as store, store.write() as transaction:
        at = parse_moment(NOON) - 2 * HOUR
        transaction.put_analysis(usual_weeks("visitor", "14d"), at, encode_usual(weeks))
    planned = {"planned_size": 19_200, "smallest_effect": 0.15, "metric": "conversion"}
    found = put(shop, **planned).json()["expected"]
    assert (found["units"], found["days"], found["units_per_day"]) == (19_200, 192, 100)
    assert found["power"] == pytest.approx(0.639, abs=0.001)
    assert found["age_seconds"] // 60 == 120
    assert put(shop, **planned).json()["expected"]["power"] == found["power"]  # also where nothing changed
    assert put(shop, **planned, audience={"countries": ["DE"]}).json()["expected"] is None
    assert put(shop, **planned, window="7d").json()["expected"] is None
    assert put(shop, **planned, start=RUNNING["start"]).json()["expected"] is None


def test_every_change_is_a_new_version_and_the_same_again_is_none(serve: Serve, settings: Settings) -> None:
    header = made(settings, "admin")
    shop = serve()
    answers = [
        shop.put("/v1/experiments/homepage", json=written(planned_size=size), headers=header).json()
        for size in (500, 900, 900)
    ]
    assert [(one["version"], one["changed"]) for one in answers] == [(1, True), (2, True), (2, False)]
    versions = shop.get("/v1/experiments/homepage", headers=header).json()["versions"]
    assert [one["definition"]["planned_size"] for one in versions] == [900, 500]
    assert versions[0]["changed_by"] == header["Authorization"].split("_")[1]


def test_a_running_experiment_is_not_redefined_but_stopped(shop: Client) -> None:
    put(shop, **RUNNING)
    refused = put(shop, **RUNNING, metric="revenue")
    assert (refused.status_code, pointers(refused)) == (422, ["/phase"])
    assert "write phase = 2" in refused.json()["errors"][0]["detail"]
    assert put(shop, **RUNNING, stopped="2026-03-01T00:00:00Z").json()["version"] == 2
    assert shop.get("/v1/experiments/homepage").json()["state"] == "over"


def test_all_faults_are_pointed_at_and_nothing_is_kept(shop: Client) -> None:
    answer = put(shop, metric="love", variants=[DEFAULT, PERSONALISED | {"shelves": ["nowhere"]}])
    assert (answer.status_code, pointers(answer)) == (422, ["/variants/1/shelves", "/metric"])
    assert shop.get("/v1/experiments/homepage").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"name": "other"}, 422, "/name"),
        ({"metric": None}, 422, "/metric"),
        ({"planed_size": 3}, 422, "/planed_size"),
    ],
)
def test_a_field_at_fault_is_a_422_that_names_it(
    shop: Client, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = put(shop, **body)
    assert (answer.status_code, pointers(answer)) == (status, [pointer])


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 422), (b"", 400)])
def test_what_is_no_definition_is_refused(shop: Client, body: bytes, status: int) -> None:
    assert shop.put("/v1/experiments/homepage", content=body).status_code == status


def test_the_name_is_one_that_every_tool_can_write(shop: Client) -> None:
    assert pointers(put(shop, "Home%20page")) == ["/name"]


@pytest.mark.parametrize("scope", ["read", "analyst", "ingest"])
def test_only_an_admin_defines_experiments(serve: Serve, settings: Settings, scope: Any) -> None:
    header = made(settings, scope)
    assert serve().put("/v1/experiments/homepage", json=written(), headers=header).status_code == 403
