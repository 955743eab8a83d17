"""Gestures are chosen by the policy stored last; by nothing but it, the trigger and the day's purse."""

from __future__ import annotations

import time

import msgspec
import numpy as np
import pytest

from features.analyses import POLICY
from features.interventions.definition import Gesture
from features.interventions.encoding import Encoding
from features.interventions.policy import Policy, as_json
from features.interventions.report import Learned
from features.interventions.traits import Edges, Traits, edges_of, kind_of
from service.interventions import choice
from service.interventions.budget import Purse
from service.interventions.choice import Best, Even, Newest, newest
from service.store import Store

TEXT = {"de": "Für Sie", "en": "For you"}
CALL, SORRY, NEW = (
    Gesture(name=name, triggers=frozenset({"delivery"}), text=TEXT, cost=cost)
    for name, cost in (("call", 6.0), ("sorry", 0.1), ("new", 1.0))
)
LATE = Traits(trigger="delivery", gap=2.0, orders=3, spent=100.0)
NOON = Purse(budget=100.0, spent=50.0, elapsed=0.5, left=50.0)
EDGES = Edges((50.0, 200.0), {"delivery": 1.0})


def policy(call: float = 0.2, price: float = 0.0) -> Policy:
    """Everybody who stays is worth 100 EUR; a call keeps so many (a share), an excuse one in fifty."""
    draws = np.zeros((100, 3, 1))
    draws[:, 1, 0], draws[:, 2, 0] = call, 0.02
    names = ("nothing", "call", "sorry")
    return Policy(
        gestures=names, encoding=Encoding(()), mean=draws[0], draws=draws, worth={"": 100.0}, price=price
    )


def shares(found: Policy, *gestures: Gesture, purse: Purse = NOON) -> list[float]:
    return Best("now", found, EDGES).shares(LATE, gestures, 0.06, purse)


def test_what_brings_most_after_its_cost_is_chosen_and_the_floor_is_kept() -> None:
    assert shares(policy(), CALL, SORRY) == pytest.approx([0.02, 0.96, 0.02])
    assert shares(policy(call=0.05), CALL, SORRY) == pytest.approx([0.02, 0.02, 0.96])
    assert shares(policy(call=0.05), CALL) == pytest.approx([0.97, 0.03])
    assert shares(policy()) == [1.0]


def test_a_dear_gesture_has_to_bring_more_while_spending_runs_ahead() -> None:
    early = NOON._replace(elapsed=0.1, spent=95.0)
    assert shares(policy(call=0.1), CALL, SORRY)[1] > 0.9
    assert shares(policy(call=0.1), CALL, SORRY, purse=early)[1] == pytest.approx(0.02)


def test_a_gesture_that_nothing_was_learned_of_yet_lives_by_the_floor() -> None:
    assert shares(policy(), CALL, NEW)[2] == pytest.approx(0.02)


def test_the_stored_policy_is_taken_up_and_an_unreadable_one_is_none(store: Store) -> None:
    assert isinstance(newest(store), Even)
    kept = Learned(as_of=1, edges=EDGES, policy=msgspec.Raw(as_json(policy())))
    for body, kind in ((msgspec.json.encode(kept), Best), (b'{"as_of": 1}', Even), (b"", Even)):
        with store.write() as transaction:
            transaction.put_analysis(POLICY, 7, body)
        assert isinstance(newest(store), kind)


def test_a_newer_policy_is_looked_for_once_in_a_while(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Newest(store)
    even = chosen.shares(LATE, [CALL, SORRY], 0.06, NOON)
    with store.write() as transaction:
        kept = Learned(as_of=1, edges=EDGES, policy=msgspec.Raw(as_json(policy())))
        transaction.put_analysis(POLICY, 7, msgspec.json.encode(kept))
    assert chosen.shares(LATE, [CALL, SORRY], 0.06, NOON) == even
    monkeypatch.setattr(choice, "EVERY", 0.0)
    assert chosen.shares(LATE, [CALL, SORRY], 0.06, NOON)[1] > 0.9
    assert chosen.version is not None


def test_choosing_is_no_work_that_anybody_waits_for() -> None:
    began = time.thread_time()
    for _ in range(100):
        shares(policy(), CALL, SORRY)
    assert (time.thread_time() - began) / 100 < 0.002  # 0.1 ms on a quiet core


def test_kinds_are_told_by_what_parts_the_shops_own_customers() -> None:
    seen = [LATE, *(Traits(trigger="delivery", gap=gap, spent=10.0 * gap) for gap in (1.0, 5.0))]
    edges = edges_of(seen)
    assert edges.gaps == {"delivery": 2.0}
    assert kind_of(seen[2], edges)["gap"] == "delivery large"
    assert "gap" not in kind_of(seen[1], edges)
    assert [kind_of(one, edges)["value"] for one in seen] == ["high", "low", "middle"]
    assert kind_of(LATE, Edges())["customer"] == "regular"
