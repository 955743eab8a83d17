"""A day's policy from all outcomes: what changed is remembered, what is new is no worse for it."""

import numpy as np
import pytest

from features.interventions.encoding import encoding_of
from features.interventions.policy import Change, as_json, from_json
from features.interventions.refit import priced, refit, worths
from tests.features.interventions.test_learning import DAYS, NO_COST, outcomes

NAMES = ("nothing", "apology", "voucher")
KINDS = encoding_of([{"value": "high"}] * 30)
STEADY, TURNED = np.array([0, 0.05, 0.25]), np.array([0, 0.05, -0.05])


def test_a_change_is_told_with_the_gestures_name_and_kept_the_next_day() -> None:
    known = outcomes(6_000, STEADY, turn=TURNED)
    first = refit(known, NAMES, KINDS, {"": 50.0}, NO_COST)
    assert [one.gesture for one in first.changes] == ["voucher"]
    assert first.changes[0].since == pytest.approx(DAYS / 2, abs=45)
    assert refit(known, NAMES, KINDS, {"": 50.0}, NO_COST, first.changes).changes[0] == first.changes[0]


def test_after_a_change_it_is_bolder_for_a_while() -> None:
    known = outcomes(3_000, STEADY)
    fresh, old = (Change("apology", 0.0, known.now - ago) for ago in (1, 100))
    bold, calm = (refit(known, NAMES, KINDS, {"": 50.0}, NO_COST, (one,)).draws.std() for one in (fresh, old))
    assert bold > calm


def test_a_gesture_that_no_longer_exists_is_no_matter() -> None:
    gone = Change("call", 5.0, 10.0)
    assert refit(outcomes(500, STEADY), NAMES, KINDS, {"": 50.0}, NO_COST, (gone,)).changes[0] == gone


def test_a_stored_policy_comes_back_with_all_it_knows() -> None:
    policy = refit(outcomes(6_000, STEADY, turn=TURNED), NAMES, KINDS, {"": 50.0, "high": 90.0}, NO_COST)
    back = from_json(as_json(policy))
    assert (back.gestures, back.encoding, back.worth, back.changes) == (
        policy.gestures,
        policy.encoding,
        policy.worth,
        policy.changes,
    )
    assert back.draws == pytest.approx(policy.draws, abs=1e-6)


def test_a_budget_that_is_short_has_a_price() -> None:
    policy = refit(outcomes(6_000, STEADY), NAMES, KINDS, {"": 50.0}, NO_COST)
    rows, worth = np.tile([1.0, 0.5], (100, 1)), np.full(100, 50.0)
    costs, may = np.array([0, 0.1, 8.0]), np.ones((100, 3), dtype=bool)
    assert priced(policy, rows, worth, costs, may, (50, 1_000.0, 0.05)).price == 0
    assert priced(policy, rows, worth, costs, may, (50, 30.0, 0.05)).price > 0


def test_what_one_who_stays_is_worth_is_known_by_level_and_of_anybody() -> None:
    stayed = np.array([True, True, True, False])
    found = worths(["low", "low", "high", "high"], np.array([10.0, 20.0, 90.0, np.nan]), stayed)
    assert found[""] == pytest.approx(40.0)
    assert found["low"] < found[""] < found["high"] < 90


def test_before_anybody_stayed_nothing_is_worth_anything() -> None:
    assert worths(["low"], np.array([np.nan]), np.array([False])) == {"": 0.0, "low": 0.0}
