"""What gestures did is said with an interval, or not said at all."""

import numpy as np

from features.interventions.proof import Finished, against_holdout, of_gesture

EVEN = np.array([0.4, 0.5, 0.1])


def finished(count: int, effect: float, *, seed: int = 1, customers: int = 10**6) -> Finished:
    """Thirty of a hundred stay; the second gesture adds `effect`, the third nothing. A tenth is held out."""
    rng = np.random.default_rng(seed)
    held = rng.random(count) < 0.1
    gesture = np.where(held, 0, rng.choice(3, count, p=(EVEN - [0.1, 0, 0]) / 0.9))
    stays = rng.random(count) < 0.3 + effect * (gesture == 1)
    return Finished(
        stays.astype(float),
        gesture,
        np.tile(EVEN, (count, 1)),
        held,
        rng.integers(0, customers, count),
        np.ones((count, 1)),
    )


def test_both_ways_hold_the_truth_nineteen_times_in_twenty() -> None:
    right = np.zeros(2)
    for seed in range(200):
        told = finished(1_500, 0.1, seed=seed)
        whole, one = against_holdout(told), of_gesture(told, 1)
        assert whole is not None
        assert one is not None
        right += [whole.low <= 0.1 * 0.5 / 0.9 <= whole.high, one.low <= 0.1 <= one.high]
    assert (right >= 181).all()
    assert (right <= 199).all()


def test_too_small_an_effective_sample_says_nothing() -> None:
    assert of_gesture(finished(1_500, 0.1), 2) is None
    assert of_gesture(finished(3_000, 0.1), 2) is not None


def test_a_gesture_never_given_has_no_effect_to_tell() -> None:
    told = finished(1_500, 0.1)
    never = told._replace(propensities=np.tile([0.5, 0.5, 0.0], (1_500, 1)))
    assert of_gesture(never, 2) is None


def test_without_a_holdout_nothing_is_said_of_all() -> None:
    told = finished(1_500, 0.1)
    assert against_holdout(told._replace(held=np.zeros(1_500, dtype=bool))) is None


def test_many_triggers_of_few_customers_are_less_sure() -> None:
    told = finished(3_000, 0.0, customers=400)
    liking = np.random.default_rng(3).random(400) < 0.3
    alike = told._replace(outcome=liking[told.customer].astype(float), held=told.customer < 40)
    few, many = against_holdout(alike), against_holdout(alike._replace(customer=np.arange(3_000)))
    assert few is not None
    assert many is not None
    assert few.high - few.low > 1.5 * (many.high - many.low)
