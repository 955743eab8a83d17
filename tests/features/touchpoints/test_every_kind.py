"""What holds for every kind of gap, whatever it compares."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from features.clock import DAY, MINUTE
from features.touchpoints.kinds import KINDS
from features.touchpoints.known import COLUMNS
from tests.features.touchpoints.world import NOW, WORLDS, gaps, known, of_kind

every_kind = pytest.mark.parametrize("kind", list(KINDS))
SETTLED = ["kind", "at", "person", "subject", "expectation", "met"]
SAID_AGAIN = {"stars", "csat", "search", "channels"}  # who says these twice says them again


def found(kind: str, days: float = 0) -> list[dict[str, Any]]:
    return of_kind(kind, gaps(*WORLDS[kind], days=days))


def test_every_kind_has_its_world() -> None:
    assert list(WORLDS) == list(KINDS)


@every_kind
def test_an_expectation_is_met_and_then_one_is_not(kind: str) -> None:
    rows = found(kind)
    assert [row["met"] for row in rows][-2:] == [True, False]
    assert rows[-2]["gap"] <= 0 < rows[-1]["gap"]


@every_kind
def test_a_gap_names_its_customer_and_a_touchpoint_that_there_is(kind: str) -> None:
    rows = gaps(*WORLDS[kind]).rows.filter(pl.col("kind") == kind)
    assert rows.schema == COLUMNS
    assert rows["customer_id"][-1] == "anna"
    assert rows["touchpoint"].null_count() == 0


@every_kind
def test_without_knowledge_it_is_silent(kind: str) -> None:
    assert KINDS[kind](known([])).is_empty()
    assert KINDS[kind](known([])).schema == COLUMNS


@pytest.mark.slow
@every_kind
def test_what_is_settled_stays_as_it_was_known_then(kind: str) -> None:
    whole = gaps(*WORLDS[kind]).rows
    for days in range(0, 31, 5):
        then = gaps(*WORLDS[kind], days=days).rows
        until = NOW - days * DAY
        assert then["at"].max() is None or then["at"].max() <= until  # type: ignore[operator]
        settled = whole.filter((pl.col("at") <= until) & (pl.col("kind") == kind))
        assert settled.select(SETTLED).equals(then.filter(pl.col("kind") == kind).select(SETTLED))


@every_kind
def test_the_order_in_which_events_come_in_does_not_matter(kind: str) -> None:
    events, offers = WORLDS[kind]
    assert gaps(events[::-1], offers).rows.equals(gaps(events, offers).rows)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SAID_AGAIN])
def test_what_is_told_twice_counts_once(kind: str) -> None:
    events, offers = WORLDS[kind]
    again = [(*event[:3], event[3] + MINUTE, event[4]) for event in events]
    twice = of_kind(kind, gaps(events + again, offers))
    assert [(row["subject"], row["met"]) for row in twice] == [
        (row["subject"], row["met"]) for row in found(kind)
    ]


@every_kind
def test_clocks_that_disagree_break_nothing(kind: str) -> None:
    events, offers = WORLDS[kind]
    backwards = [(*event[:3], 2 * NOW - 60 * DAY - event[3], event[4]) for event in events]
    back = gaps(backwards, offers)
    assert back.rows["at"].is_null().sum() == 0
