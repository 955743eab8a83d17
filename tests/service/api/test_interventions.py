"""What gestures did over HTTP: from the stored analysis, for analysts, no single customer."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import Any

import msgspec
import polars as pl
import pytest

from features.analyses import INTERVENTIONS
from features.clock import parse_moment
from features.interventions.report import Day, Estimate, Line, Report
from features.settings import Settings
from tests.service.api.conftest import NOON, Client, Serve, made
from tests.stores import new_store

NOW = parse_moment(NOON)
EFFECT = Estimate(effect=0.06, low=0.02, high=0.1, triggers=900, effective=900.0)


def days(*names: str) -> list[Day]:
    return [Day(day=day, gesture="voucher", decided=3, held=0, cost=15.0) for day in names]


def report(**other: Any) -> Report:
    line = Line(
        gesture="voucher",
        decided=9,
        cost=45.0,
        accepted=4,
        declined=1,
        old=5,
        repeats=2,
        complaints=0,
        rated=0,
    )
    usual: dict[str, Any] = {
        "as_of": NOW,
        "computed_at": NOW,
        "decided": 9,
        "held": 1,
        "currency": "EUR",
        "cost": 45.0,
        "daily_budget": 50.0,
        "holdout": 0.1,
        "days": days("2026-02-26", "2026-02-27", "2026-02-28"),
        "lines": [line],
        "effects": {"repeat_30d": EFFECT, "repeat_90d": None, "complaint": None},
        "per_kept": (13.0, 65.0),
        "refused": {"budget": 4},
        "unknown": 0,
        "unreadable": 0,
        "learned_from": 8,
        "changes": [],
    }
    return Report(**usual | other)


def keep(settings: Settings, body: bytes | None = None) -> None:
    with closing(new_store(settings.store)) as store, store.write() as transaction:
        transaction.put_analysis(INTERVENTIONS, NOW, body or msgspec.json.encode(report()))


def test_what_was_done_and_what_it_did(shop: Client, settings: Settings) -> None:
    keep(settings)
    found = shop.get("/v1/interventions").json()
    (voucher,) = found["gestures"]
    assert (voucher["gesture"], voucher["accepted"], voucher["effect"]) == ("voucher", 4, None)
    assert found["effects"]["repeat_30d"]["low"] == 0.02
    assert (found["per_kept"], found["as_of"], len(found["days"])) == ([13.0, 65.0], NOON, 3)


@pytest.mark.parametrize(
    ("query", "first", "many"),
    [
        ("from=2026-02-27T09:00:00Z", "2026-02-27", 2),
        ("to=2026-02-26T22:59:00Z", "2026-02-26", 1),  # a minute to midnight in the shop
        ("to=2026-02-26T23:00:00Z", "2026-02-26", 2),
        ("from=2026-02-27T09:00:00Z&to=2026-02-27T10:00:00Z", "2026-02-27", 1),
    ],
)
def test_days_may_be_chosen(shop: Client, settings: Settings, query: str, first: str, many: int) -> None:
    keep(settings)
    found = shop.get(f"/v1/interventions?{query}").json()["days"]
    assert (found[0]["day"], len(found)) == (first, many)


@pytest.mark.parametrize("body", [None, b'{"by": "another release"}'])
def test_where_nothing_is_computed_it_says_what_does_it(
    shop: Client, settings: Settings, body: bytes | None
) -> None:
    if body is not None:
        keep(settings, body)
    answer = shop.get("/v1/interventions")
    assert (answer.status_code, "zuvor interventions" in answer.json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("query", "named"),
    [("from=yesterday", "/from"), ("to=0001-01-01T00:00:00Z", "/to"), ("format=xlsx", "/format")],
)
def test_a_parameter_that_is_none_is_a_400_that_names_it(shop: Client, query: str, named: str) -> None:
    answer = shop.get(f"/v1/interventions?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, named)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_its_figures_are_a_table_to_be_saved_with_the_days_that_were_asked_for(
    shop: Client, settings: Settings, form: str
) -> None:
    keep(settings)
    answer = shop.get("/v1/interventions", params={"format": form, "from": "2026-02-27T09:00:00Z"})
    assert answer.headers["content-disposition"] == f'attachment; filename="interventions.{form}"'
    table = (pl.read_csv if form == "csv" else pl.read_parquet)(BytesIO(answer.content))
    assert table.filter(part="day")["day"].to_list() == ["2026-02-27", "2026-02-28"]
    assert table.filter(part="gesture")["gesture"].to_list() == ["voucher"]


@pytest.mark.parametrize(("scope", "status"), [("analyst", 200), ("staff", 403), ("admin", 403)])
def test_it_is_for_analysts(serve: Serve, settings: Settings, scope: Any, status: int) -> None:
    header = made(settings, scope)
    keep(settings)
    assert serve().get("/v1/interventions", headers=header).status_code == status
