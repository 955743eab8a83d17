"""The figures, computed by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY
from features.history import read
from service.engine.ranker import HEADS, Blend
from tests.service.engine.small_shop import BIKE, NOW, TEA, fans, kept, learned, shop
from training.bootstrap import interval
from training.evaluate import score
from training.metrics import metrics
from training.split import Window
from training.summary import scores_of


def test_a_hit_at_the_top_is_all_there_is_to_gain_from_one_target() -> None:
    assert metrics(np.array([7, 1, 2]), np.array([7])) == pytest.approx((1, 1))


def test_a_hit_in_third_place_is_worth_half() -> None:
    assert metrics(np.array([1, 2, 7]), np.array([7])) == pytest.approx((1 / log2(4), 1))


def test_of_two_targets_one_in_second_place() -> None:
    gain = (1 / log2(3)) / (1 + 1 / log2(3))
    assert metrics(np.array([1, 7, 2]), np.array([7, 8])) == pytest.approx((gain, 0.5))


def test_behind_the_tenth_place_only_recall_counts() -> None:
    assert metrics(np.arange(20), np.array([10])) == pytest.approx((0, 1))
    assert metrics(np.arange(30), np.array([20])) == pytest.approx((0, 0))


def test_of_more_than_twenty_targets_twenty_are_all_one_can_hit() -> None:
    assert metrics(np.arange(20), np.arange(50)) == pytest.approx((1, 1))


def test_an_empty_ranking_hits_nothing() -> None:
    assert metrics(np.zeros(0, int), np.array([1])) == pytest.approx((0, 0))


@given(
    st.lists(st.integers(0, 40), max_size=30, unique=True),
    st.lists(st.integers(0, 40), min_size=1, unique=True),
)
def test_figures_lie_between_nothing_and_everything(ranking: list[int], wanted: list[int]) -> None:
    ndcg, recall = metrics(np.array(ranking, int), np.array(wanted))
    assert 0 <= ndcg <= 1 + 1e-9
    assert 0 <= recall <= 1
    assert (recall == 0) <= (ndcg == 0)


def test_an_interval_holds_the_mean_and_narrows_with_more_customers() -> None:
    few, many = np.tile([0.0, 1.0], 10), np.tile([0.0, 1.0], 1_000)
    (low, high), (closer, nearer) = interval(few), interval(many)
    assert low < closer < 0.5 < nearer < high


def test_of_nobody_the_interval_is_nothing() -> None:
    assert interval(np.zeros(0)) == (0, 0)


def test_the_blend_stands_beside_the_single_sources() -> None:
    """Everybody comes back for the tea or bike part that they still miss; only who knows taste can tell."""
    later = [
        kept("view_item", -1, f"{of[0]} fan {n}", item_id=of[(n + 2) % 3])
        for of in (TEA, BIKE)
        for n in range(6)
    ]
    history = read(
        [sorted([*fans(TEA, 9), *fans(BIKE, 6), *later], key=lambda e: e[3])], consent_granted=True
    )
    world = shop(learned())
    scored = score(Window(history, NOW, 7 * DAY), world, Blend(world.model.weights, world.sources))
    by = {(s.targets, s.method): s for s in scores_of([scored])}
    assert (by["new", "blend"].ndcg, by["new", "blend"].recall, by["new", "blend"].customers) == (1, 1, 12)
    assert by["new", "blend"].ndcg > by["new", "popular"].ndcg
    assert [len(scored.gains[head]) for head in HEADS] == [12, 12]
