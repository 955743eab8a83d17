"""A customer-experience lead opens the console and reads what gestures did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.analyses import INTERVENTIONS
from features.clock import DAY, HOUR
from features.interventions.report import Day, Estimate, Line, Report
from tests.service.console.house import House
from tests.training.interventions.past import NOW

HOME = "/console/interventions"
HELPS = Estimate(effect=0.08, low=0.02, high=0.14, triggers=900, effective=320.0)
CALL = Line(
    gesture="call",
    decided=300,
    cost=1_800.0,
    accepted=120,
    declined=4,
    old=200,
    repeats=90,
    complaints=3,
    rated=12,
    stars=4.25,
)
FOUND = Report(
    as_of=NOW - DAY,
    computed_at=NOW - 3 * HOUR,
    decided=1_000,
    held=100,
    currency="EUR",
    cost=1_800.0,
    daily_budget=50.0,
    holdout=0.1,
    days=[Day(day="2026-11-20", gesture="call", decided=300, held=0, cost=1_800.0)],
    lines=[CALL],
    effects={"repeat_30d": HELPS, "repeat_90d": None},
    per_kept=(15.87, 111.11),
    refused={"budget": 7},
    unknown=2,
    unreadable=0,
    learned_from=900,
    changes=[],
)


class Shop(House):
    """The report of its gestures is computed when a test says so."""

    def compute(self, body: bytes = b"") -> Shop:
        with self.store.write() as transaction:
            transaction.put_analysis(INTERVENTIONS, FOUND.computed_at, body or msgspec.json.encode(FOUND))
        return self

    def answer(self, path: str = HOME, *, strict: bool = False, **given: str) -> Any:
        with self.opened(strict=strict) as client:
            return client.get(path, params={"locale": "en"} | given)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Shop]:
    with closing(Shop(tmp_path, NOW)) as house:
        yield house


def test_without_a_report_it_says_how_to_get_one(house: Shop) -> None:
    assert "“zuvor interventions” computes" in house.answer().text


def test_a_report_of_another_release_is_told_of(house: Shop) -> None:
    assert "Another release wrote it" in house.compute(b'{"form": "of tomorrow"}').answer().text


def test_the_page_tells_effect_cost_and_what_is_not_known(house: Shop) -> None:
    html = house.compute().answer().text
    for part in (
        "Goodwill keeps customers: +8.0 points (+2.0 to +14.0) buy again within 30 days",
        "€15.87 to €111.11",
        "Computed 3 hours ago",
        "learned from 900 decisions",
        "2 answers name a gesture that nobody made",
        "not enough yet",
        "45.0% of 200",
        "4.25 (n = 12)",
        "allowed are €50.00",
        "The day&#39;s budget didn&#39;t allow it.",
    ):
        assert part in html
    assert "<script" not in html


def test_a_cost_that_is_not_certain_says_when_it_will_be(house: Shop) -> None:
    open_yet = msgspec.structs.replace(FOUND, per_kept=None)
    html = house.compute(msgspec.json.encode(open_yet)).answer(locale="de").text
    assert "sobald sicher ist, dass Kulanz hilft" in html
    assert "4,25 (n = 12)" in html


def test_figures_are_there_as_a_file_and_of_an_unknown_form_they_are_not(house: Shop) -> None:
    assert house.answer("/console/intervention-figures/csv").status_code == 404
    house.compute()
    file = house.answer("/console/intervention-figures/csv")
    assert 'filename="interventions.csv"' in file.headers["Content-Disposition"]
    assert "gesture,,call" in file.text
    assert house.answer("/console/intervention-figures/xlsx").status_code == 404


def test_without_a_key_nobody_reads_it(house: Shop) -> None:
    for path in (HOME, "/console/intervention-figures/csv"):
        assert house.compute().answer(path, strict=True).status_code == 401
