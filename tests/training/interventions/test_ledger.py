"""How likely a gesture was, given all that was done for the customer before: what weights rest on."""

from __future__ import annotations

import numpy as np
import pytest

from features.clock import DAY
from features.interventions.definition import NOTHING
from features.interventions.traits import Traits
from tests.training.interventions.past import COSTS, NOW, decision
from training.interventions.ledger import Decision, Known, gestures_of, propensities

GESTURES = (NOTHING, "call", "sorry")


def made(customer: str, n: int, gesture: str, shares: dict[str, float], *, held: bool = False) -> Decision:
    line = decision(customer, NOW - 100 * DAY + n * DAY, gesture, held=held)
    return Decision(line, Known(Traits(trigger="delivery"), shares, 0.1))


EVEN = dict.fromkeys(COSTS, 1 / 3)


def test_at_first_everybody_may_be_held_out() -> None:
    (told,) = propensities([made("Ann", 0, "call", EVEN)], GESTURES)
    assert told == pytest.approx([0.1 + 0.9 / 3, 0.3, 0.3])


def test_who_got_a_gesture_is_not_held_out_and_who_got_none_more_likely() -> None:
    _, after_call = propensities([made("Ann", 0, "call", EVEN), made("Ann", 1, NOTHING, EVEN)], GESTURES)
    _, after_none = propensities([made("Bob", 0, NOTHING, EVEN), made("Bob", 1, NOTHING, EVEN)], GESTURES)
    held = 0.1 / (0.1 + 0.9 / 3)
    assert after_call == pytest.approx([1 / 3] * 3)
    assert after_none == pytest.approx([held + (1 - held) / 3, (1 - held) / 3, (1 - held) / 3])


@pytest.mark.slow
def test_weights_of_every_gesture_add_up_whatever_trigger_it_was() -> None:
    """Of 4,000 customers with three triggers each: the mean weight is 1, as it must be to compare them."""
    rng, decisions = np.random.default_rng(3), []
    places: list[int] = []
    for customer in range(4_000):
        held = rng.random() < 0.1
        for n in range(3):
            raw = rng.dirichlet([1.0, 2.0, 0.5]) * 0.85 + 0.05
            shares = dict(zip(GESTURES, raw, strict=True))
            gesture = NOTHING if held else GESTURES[rng.choice(3, p=raw)]
            decisions.append(made(f"c{customer}", n, gesture, shares, held=held))
            places.append(GESTURES.index(gesture))
    told, place = propensities(decisions, GESTURES), np.array(places)
    assert told.sum(1) == pytest.approx(np.ones(len(told)))
    for n in range(3):
        for arm in range(3):
            mean = ((place == arm) / told[:, arm])[n::3].mean()
            assert mean == pytest.approx(1.0, abs=0.15), (n, arm)


def test_gestures_that_were_ever_possible_stay_known() -> None:
    one = made("Ann", 0, NOTHING, {NOTHING: 0.5, "gone": 0.5})
    assert gestures_of([one], ["call"]) == (NOTHING, "call", "gone")
