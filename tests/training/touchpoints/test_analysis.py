"""A small shop's events → the stored analysis."""

from __future__ import annotations

from typing import Any

import msgspec
import polars as pl
import pytest

from features.clock import DAY, parse_moment
from features.history import KeptEvent
from features.touchpoints.cells import Analysis, AnswerCell, By
from features.touchpoints.definition import DEFAULTS
from features.touchpoints.gaps import BURST
from features.touchpoints.kinds import KINDS
from features.touchpoints.view import standings
from tests.features.touchpoints.world import (
    COMPLAINT,
    NOW,
    WORLDS,
    arrived,
    bought,
    event,
    gaps,
    known,
    rated,
)
from training.touchpoints.analysis import analysis_of
from training.touchpoints.curves import following


def analysis(*events: KeptEvent, offers: Any = (), days: float = 0) -> Analysis:
    return analysis_of(known(events, offers, days))


def delivered(number: int, late: int, ago: float = 40, **said: Any) -> list[KeptEvent]:
    """An order that was due ten days after it was placed."""
    order, who = f"o{number}", f"c{number}"
    told = [bought(ago, order, who, due=ago - 10), arrived(ago - 10 - late, order, who)]
    about = {"order_id": order, "touchpoint": "delivery", "item_id": None} | said
    stars = (5, 4, 5)[number % 3] if late < 2 else (1, 2, 3)[number % 3]
    return [*told, rated(ago - 11 - max(late, 0), stars, who, **about)]


def late_and_early(many: int = 240) -> list[KeptEvent]:
    return [one for n in range(many) for one in delivered(n, n % 6 - 2)]


def answers(found: Analysis, by: By) -> dict[str, AnswerCell]:
    return {cell.segment: cell for cell in found.answers if cell.by == by}


def test_the_break_is_found_without_anybody_naming_it() -> None:
    (curve,) = analysis(*late_and_early()).curves
    assert (curve.touchpoint, curve.kind, curve.metric) == ("delivery", "delivery", "stars")
    assert curve.cliff is not None
    assert (curve.cliff.gap, curve.cliff.low, curve.cliff.high) == (2, 2, 2)
    assert [point.gap for point in curve.points] == [-2, -1, 0, 1, 2, 3]


def test_an_answer_months_later_says_nothing_of_the_delivery() -> None:
    told = [bought(200, due=190), arrived(191), rated(90, 1, order_id="o")]
    found = gaps(told)
    assert following(found.rows, _rated(found.events)).is_empty()


def test_who_answers_while_they_wait_answers_to_the_wait_so_far() -> None:
    told = [bought(40, due=30), arrived(10), rated(27, 1, order_id="o", item_id=None)]
    found = gaps(told)
    assert following(found.rows, _rated(found.events))["gap"].to_list() == [3]


def test_who_answers_before_anything_is_known_answers_to_nothing() -> None:
    found = gaps([bought(40, due=30), arrived(10), rated(35, 5, order_id="o", item_id=None)])
    assert following(found.rows, _rated(found.events)).is_empty()


def _rated(events: pl.DataFrame) -> pl.DataFrame:
    return events.filter(pl.col("kind") == "experience_rated")


def test_a_month_ends_with_the_shops_own_midnight() -> None:
    ago = (NOW - parse_moment("2026-01-31T23:30:00Z")) / DAY
    found = analysis(rated(ago, 5))
    assert {cell.month for cell in found.answers} == {"2026-02"}


def test_segments_are_those_of_the_moment() -> None:
    events = [bought(40 - n, f"o{n}", due=35 - n) for n in range(3)]
    events += [arrived(36 - n, f"o{n}") for n in range(3)]
    moved = [event("customer_updated", 50, country="AT"), event("customer_updated", 5, country="DE")]
    found = analysis(*events, *moved)
    split = {
        (c.by, c.segment): c.n for c in found.gaps if c.by in ("customer", "country") and c.kind == "delivery"
    }
    assert split == {("customer", "regular"): 3, ("country", "AT"): 3}


def test_public_and_private_voices_are_told_apart() -> None:
    told = [rated(9, 1, "a", channel="review_site"), rated(9, 5, "b"), rated(9, 4, "c", channel="web")]
    found = answers(analysis(*told), "voice")
    assert {name: sum(cell.scores.values()) for name, cell in found.items()} == {"public": 1, "private": 2}


def test_who_was_asked_is_told_from_who_came_by_themselves() -> None:
    asked = event("survey_sent", 12, touchpoint="product_page")
    found = answers(analysis(asked, rated(9, 4), rated(9, 1, "berta")), "asked")
    assert {name: cell.scores for name, cell in found.items()} == {"asked": {4: 1}, "unasked": {1: 1}}


def test_a_gesture_after_a_gap_made_it_good() -> None:
    late = [bought(40, due=30), arrived(25), event("intervention_sent", 28, intervention_id="x")]
    (cell,) = [cell for cell in analysis(*late).gaps if cell.by == "all"]
    assert (cell.n, cell.met, cell.gestures, cell.sum) == (1, 0, 1, 5)


def test_what_was_said_years_ago_is_counted_but_tells_nothing_of_today() -> None:
    old = [
        rated(900, score, f"g{n}", comment=("sour", "fine")[score > 1]) for n in range(60) for score in (1, 5)
    ]
    found = analysis(*old, *[one for n in range(240) for one in delivered(n, n % 6 - 2, ago=900)])
    assert (found.words, found.curves) == ({}, [])
    assert sum(cell.n for cell in found.gaps if cell.by == "all" and cell.kind == "delivery") == 240


def test_where_nothing_went_wrong_a_gesture_makes_nothing_good() -> None:
    kept = [bought(40, due=30), arrived(32), event("intervention_sent", 28, intervention_id="x")]
    (cell,) = [cell for cell in analysis(*kept).gaps if cell.by == "all"]
    assert (cell.met, cell.gestures) == (1, 0)


def test_words_separate_what_is_said_after_good_and_bad() -> None:
    good = [rated(9, 5, f"g{n}", comment="lovely tea") for n in range(40)]
    bad = [event("complaint_raised", 9, f"b{n}", **_said(n, "broken tea")) for n in range(40)]
    found = analysis(*good, *bad).words
    assert found == {}  # one touchpoint has only good ones, the other only bad ones
    both = analysis(*good, *(rated(9, 1, f"b{n}", comment="broken tea") for n in range(40))).words
    assert [word.word for word in both["product_page"]] == ["lovely", "broken"]


def _said(number: int, comment: str) -> dict[str, str]:
    return COMPLAINT | {"complaint_id": f"k{number}", "comment": comment}


def test_moves_between_states_are_counted() -> None:
    (move,) = analysis(bought(60), rated(9, 1)).moves
    assert (move.before, move.now, move.customers) == ("satisfied", "at_risk", 1)


def test_a_touchpoint_that_nobody_defined_is_in_no_cell() -> None:
    found = analysis(rated(9, 1, touchpoint="zeppelin"))
    assert (found.answers, found.unknown) == ([], {"zeppelin": 1})


def test_what_was_set_aside_is_reported() -> None:
    burst = [rated(9 - n / 200, 1, f"nobody {n}") for n in range(9)]
    assert analysis(bought(60), *burst).aside[BURST] == 9


def test_a_shop_without_events_has_an_analysis_too() -> None:
    found = analysis()
    assert (found.gaps, found.answers, found.curves) == ([], [], [])


@pytest.mark.slow
def test_every_kind_of_gap_reaches_the_view() -> None:
    for kind in KINDS:
        found = analysis(*WORLDS[kind].events, offers=WORLDS[kind].offers)
        assert kind in {cell.kind for cell in found.gaps}


def test_no_person_is_in_what_is_stored_and_it_is_read_as_it_was_written() -> None:
    found = analysis(*late_and_early(), rated(9, 5, comment="anna was here"))
    kept = msgspec.json.encode(found)
    assert b"anna" not in kept
    assert b"c17" not in kept
    again = msgspec.json.decode(kept, type=Analysis)
    months = sorted({cell.month for cell in found.gaps})
    assert standings(again, DEFAULTS, months) == standings(found, DEFAULTS, months)
