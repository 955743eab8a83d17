"""One gesture of those that may be given: repeatable, never what isn't allowed, told as likely as it was."""

import time

import numpy as np
import pytest

from features.interventions.choosing import NOTHING, Choice, Coins, Shares, choose
from features.interventions.encoding import Encoding
from features.interventions.policy import Policy, as_json, from_json

GESTURES = ("nothing", "apology", "voucher")
COSTS = np.array([0.0, 0.1, 8.0])
ALL = np.ones(3, dtype=bool)
HIGH = {"value": "high"}


@pytest.fixture
def policy() -> Policy:
    """A voucher keeps 20 of 100, an apology 5; who buys a lot is worth 100 EUR, others 20."""
    mean = np.array([[0.0, 0.0], [0.05, 0.0], [0.20, 0.0]])
    noise = np.random.default_rng(1).normal(0, 0.01, (100, 3, 2))
    noise[:, NOTHING] = 0
    return Policy(
        gestures=GESTURES,
        encoding=Encoding((("value", "high"),)),
        mean=mean,
        draws=mean + noise,
        worth={"": 20.0, "high": 100.0},
    )


def chosen(
    policy: Policy, kind: dict[str, str], *, coin: float = 0.5, held: float = 0.9, price: float = 0.0
) -> Choice:
    return choose(policy, kind, COSTS, ALL, price, Shares(), Coins(held, coin))


def test_a_dear_gesture_is_for_who_is_worth_it(policy: Policy) -> None:
    assert GESTURES[chosen(policy, HIGH).gesture] == "voucher"
    assert GESTURES[chosen(policy, {}).gesture] == "apology"


def test_when_the_budget_is_short_the_cheap_one_is_better(policy: Policy) -> None:
    assert GESTURES[chosen(policy, HIGH, price=5.0).gesture] == "apology"


def test_who_is_held_out_gets_nothing_whatever_the_coin(policy: Policy) -> None:
    assert {chosen(policy, HIGH, held=0.05, coin=coin / 10).gesture for coin in range(10)} == {NOTHING}


def test_what_is_not_allowed_is_never_given(policy: Policy) -> None:
    may = np.array([True, True, False])
    for coin in np.linspace(0, 0.999, 200):
        choice = choose(policy, HIGH, COSTS, may, 0.0, Shares(), Coins(0.9, coin))
        assert choice.gesture != 2
        assert choice.propensities[2] == 0


def test_nothing_is_possible_when_nothing_is_allowed(policy: Policy) -> None:
    none = np.zeros(3, dtype=bool)
    choice = choose(policy, HIGH, COSTS, none, 0.0, Shares(), Coins(0.9, 0.999))
    assert choice.gesture == NOTHING
    assert choice.propensities[NOTHING] == pytest.approx(1)


def test_it_is_chosen_as_often_as_is_told(policy: Policy) -> None:
    coins = np.random.default_rng(2).random((1_500, 2))
    choices = [chosen(policy, HIGH, held=held, coin=coin, price=1.0) for held, coin in coins]
    shares = np.bincount([choice.gesture for choice in choices], minlength=3) / len(choices)
    assert shares == pytest.approx(choices[0].propensities, abs=0.03)


def test_everything_allowed_keeps_its_share_of_the_floor(policy: Policy) -> None:
    assert chosen(policy, HIGH).propensities.min() == pytest.approx(0.9 * 0.05 / 3)


def test_a_stored_policy_chooses_the_same_again_and_again(policy: Policy) -> None:
    stored = from_json(as_json(policy))
    again = from_json(as_json(stored))
    for coin in np.linspace(0, 0.99, 30):
        assert chosen(stored, HIGH, coin=coin).gesture == chosen(again, HIGH, coin=coin).gesture


def test_a_level_nobody_learned_is_an_average_customer(policy: Policy) -> None:
    assert chosen(policy, {"value": "?"}).gesture == chosen(policy, {}).gesture


@pytest.mark.slow
def test_a_choice_takes_less_than_two_milliseconds(policy: Policy) -> None:
    took = []
    for n in range(200):
        began = time.thread_time()
        chosen(policy, HIGH, coin=n / 200)
        took.append(time.thread_time() - began)
    assert np.median(took) < 0.002
