"""What gestures do is learned from outcomes that are late, missing or changed."""

import numpy as np
import pytest

from features.interactions import Floats
from features.interventions.changes import change
from features.interventions.learning import learn
from features.interventions.outcomes import Outcomes, known_share

DAYS = 200.0
NO_COST = np.zeros(3)


def outcomes(
    count: int, effects: Floats, *, now: float = DAYS + 40, turn: Floats | None = None, seed: int = 1
) -> Outcomes:
    """Thirty of a hundred stay, and what a gesture adds; from half of the season on what `turn` says.

    Half of them are of a second kind, for whom nothing differs; it is heard of after up to 30 days.
    """
    rng = np.random.default_rng(seed)
    at, gesture = np.sort(rng.uniform(0, DAYS, count)), rng.integers(0, len(effects), count)
    late = turn is not None and at > DAYS / 2
    more = np.where(late, (effects if turn is None else turn)[gesture], effects[gesture])
    heard = rng.uniform(1, 30, count)
    stayed = (rng.random(count) < 0.3 + more) & (at + heard <= now)
    return Outcomes(
        now=now,
        at=at,
        rows=np.column_stack([np.ones(count), rng.integers(0, 2, count)]).astype(float),
        gesture=gesture,
        stayed=stayed,
        heard=np.where(stayed, heard, np.nan),
        followed=np.ones(count, dtype=bool),
        stars=np.full(count, np.nan),
    )


def learned(known: Outcomes) -> Floats:
    mean = learn(known, NO_COST, (), 0.3, 1).mean
    return np.asarray(mean @ np.array([1.0, 0.5]))


def test_effects_are_found_within_some_points() -> None:
    assert learned(outcomes(6_000, np.array([0, 0.05, 0.15]))) == pytest.approx([0, 0.05, 0.15], abs=0.04)


def test_nothing_learned_says_nothing_helps_or_harms() -> None:
    assert learned(outcomes(3, np.zeros(3))) == pytest.approx([0, 0, 0], abs=0.01)


def test_outcomes_that_are_late_are_no_failures() -> None:
    """A gesture that is new has only been given of late: half of what it brings is still to be heard."""
    known = outcomes(6_000, np.array([0, 0.0, 0.15]), now=DAYS)
    fresh = (known.gesture != 2) | (known.at > DAYS - 25)
    young = Outcomes(known.now, *(column[fresh] for column in known[1:]))
    assert learned(young)[2] > 0.05


def test_how_soon_it_is_heard_of_is_learned_from_those_whose_time_is_up() -> None:
    known = outcomes(4_000, np.zeros(3), now=DAYS)
    share, age = known_share(known), known.now - known.at
    assert share[age > 31] == pytest.approx(1.0)
    assert share[(age > 14) & (age < 16)] == pytest.approx(0.48, abs=0.06)


def test_whose_outcome_cannot_be_followed_is_left_out() -> None:
    known = outcomes(6_000, np.array([0, 0.05, 0.15]))
    lost = known.at > DAYS / 2
    half = known._replace(stayed=known.stayed & ~lost, followed=~lost)
    assert learned(half) == pytest.approx([0, 0.05, 0.15], abs=0.05)


def test_stars_alone_tell_in_which_direction() -> None:
    known = outcomes(2_000, np.zeros(3))
    rng = np.random.default_rng(5)
    stars = 3 + 1.0 * (known.gesture == 2) + rng.normal(0, 1, len(known.at))
    rated = known._replace(stars=stars, followed=np.zeros(len(known.at), dtype=bool))
    assert learned(rated)[2] > learned(rated)[1] + 0.03


def test_the_same_seed_draws_the_same() -> None:
    known = outcomes(500, np.array([0, 0.05, 0.15]))
    assert (learn(known, NO_COST, (), 0.3, 7).draws == learn(known, NO_COST, (), 0.3, 7).draws).all()


def test_a_gesture_that_changed_is_found_and_one_that_did_not_is_left() -> None:
    turned = outcomes(6_000, np.array([0, 0.05, 0.25]), turn=np.array([0, 0.05, -0.05]))
    found = change(turned, learn(turned, NO_COST, (), 0.3, 1), ())
    assert found is not None
    assert found[0] == 2
    steady = outcomes(6_000, np.array([0, 0.05, 0.25]))
    assert change(steady, learn(steady, NO_COST, (), 0.3, 1), ()) is None


def test_what_a_gesture_did_before_it_changed_is_forgotten() -> None:
    turned = outcomes(6_000, np.array([0, 0.05, 0.25]), turn=np.array([0, 0.05, -0.05]))
    mean = learn(turned, NO_COST, [(2, DAYS / 2)], 0.3, 1).mean @ np.array([1.0, 0.5])
    assert mean == pytest.approx([0, 0.05, -0.05], abs=0.05)


def test_what_was_never_tried_is_expected_to_be_about_worth_its_cost() -> None:
    known = outcomes(400, np.array([0, 0.05]))
    mean = learn(known, np.array([0, 0.01, 0.1]), (), 0.3, 1).mean
    assert mean[2, 0] == pytest.approx(0.1, abs=0.04)
