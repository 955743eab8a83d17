"""What gestures do in the simulated shop stands in its truth, and what happens follows from it."""

import numpy as np
import pytest

from training.demo.gesture_triggers import season
from training.demo.gestures import GESTURES, World, true_effects

WORLD = World()


def test_the_truth_is_the_same_again_and_can_be_written_before_anything_happens() -> None:
    assert true_effects(3, WORLD).written() == true_effects(3, WORLD).written()
    assert true_effects(3, WORLD).written() != true_effects(4, WORLD).written()


def test_some_third_of_the_customers_stays_when_nothing_is_done() -> None:
    triggers = season(true_effects(1, WORLD), 4_000)
    assert triggers.stays[:, 0].mean() == pytest.approx(triggers.chance[:, 0].mean(), abs=0.03)
    assert 0.25 < triggers.chance[:, 0].mean() < 0.45


def test_to_do_nothing_adds_nothing() -> None:
    truth = true_effects(1, WORLD)
    assert not np.any([truth.staying[0], truth.stars[0]])
    assert not np.any(truth.cells[0])


def test_outcomes_come_late_and_some_never() -> None:
    triggers = season(true_effects(1, WORLD), 4_000)
    assert np.quantile(triggers.heard, [0.1, 0.5, 0.9]) == pytest.approx([5, 10, 20], abs=1.5)
    assert triggers.heard.max() < 37
    assert 0.8 < triggers.followed.mean() < 0.95
    assert 0.5 < np.isnan(triggers.stars).mean() < 0.7


def test_two_gestures_can_change_places() -> None:
    still = World(drift=0.0)
    triggers, swapped = (
        season(true_effects(1, still), 2_000),
        season(true_effects(1, still), 2_000, (1_000, [2, 5])),
    )
    assert (swapped.chance[:1_000] == triggers.chance[:1_000]).all()
    assert (swapped.chance[1_000:, 2] == triggers.chance[1_000:, 5]).all()
    assert len(GESTURES) == triggers.chance.shape[1]
