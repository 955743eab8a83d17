"""What customers are, by the rules, and how they move."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.history import KeptEvent
from features.touchpoints.state import moves, states_of
from tests.features.touchpoints.world import COMPLAINT, NOW, bought, event, gaps, rated


def state(*events: KeptEvent, days: float = 0) -> str | None:
    return dict(states_of(gaps(events), NOW - int(days * DAY)).iter_rows()).get("anna")


def test_who_bought_is_satisfied_until_something_else_is_known() -> None:
    assert state(bought(9)) == "satisfied"


def test_who_buys_again_and_again_is_loyal() -> None:
    assert state(*(bought(40 - n, f"o{n}") for n in range(3))) == "loyal"


def test_who_comes_back_and_gives_the_best_mark_is_delighted() -> None:
    assert state(bought(40), bought(20, "p"), rated(9, 5)) == "delighted"


def test_an_open_complaint_is_a_risk_and_a_resolved_one_is_not() -> None:
    raised = [bought(9), event("complaint_raised", 2, **COMPLAINT)]
    assert state(*raised) == "at_risk"
    assert state(*raised, event("complaint_resolved", 1, **COMPLAINT)) == "satisfied"


def test_a_bad_last_rating_is_a_risk_for_ninety_days() -> None:
    events = [bought(200), rated(100, 1)]
    assert (state(*events, days=95), state(*events)) == ("at_risk", "satisfied")


def test_two_broken_promises_in_a_month_are_a_risk() -> None:
    late = [bought(20, due=15), bought(19, "p", due=14)]
    assert state(*late) == "at_risk"
    assert state(late[0]) == "satisfied"


def test_whoever_only_looked_has_no_state() -> None:
    assert state(event("view_item", 9, item_id="tea")) is None


def test_moves_are_counted() -> None:
    found = gaps([bought(40), bought(40, "p", "berta"), rated(9, 1)])
    before, now = (states_of(found, NOW - days * DAY) for days in (30, 0))
    told = moves(before, now)
    assert told.to_dicts() == [
        {"before": "satisfied", "now": "at_risk", "customers": 1},
        {"before": "satisfied", "now": "satisfied", "customers": 1},
    ]
    assert told.schema["customers"] == pl.UInt32
