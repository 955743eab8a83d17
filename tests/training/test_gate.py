"""The gate: which recipe is published, and the sentence that says why."""

from __future__ import annotations

import numpy as np
import pytest

from training.evaluate import Gains
from training.gate import compare

SERVING: Gains = {"all": np.array([0.2, 0.4]), "new": np.array([0.1])}


def test_a_worse_recipe_is_not_published() -> None:
    verdict = compare(SERVING, {"all": np.array([0.2, 0.3]), "new": np.array([0.1])})
    assert not verdict.publish_new
    assert verdict.sentence.startswith("Kept the serving recipe, refitted")
    assert "-0.0333" in verdict.sentence
    assert "3 rankings" in verdict.sentence


@pytest.mark.parametrize("more", [0, 0.1])
def test_a_recipe_that_is_no_worse_is_published(more: float) -> None:
    new: Gains = {head: values + more for head, values in SERVING.items()}
    verdict = compare(SERVING, new)
    assert verdict.publish_new
    assert "is no worse" in verdict.sentence


def test_what_is_lost_with_one_kind_of_target_can_be_won_with_the_other() -> None:
    new: Gains = {"all": SERVING["all"] - 0.01, "new": SERVING["new"] + 0.5}
    assert compare(SERVING, new).publish_new


def test_where_nobody_came_back_there_is_nothing_to_compare() -> None:
    nobody: Gains = {"all": np.zeros(0), "new": np.zeros(0)}
    verdict = compare(nobody, nobody)
    assert verdict.publish_new
    assert "nobody came back" in verdict.sentence
