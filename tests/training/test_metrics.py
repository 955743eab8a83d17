"""The figures of a ranking, computed by hand, and what holds for all rankings."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.metrics import NDCG_AT, figures, metrics, surprise_of

RANKINGS = st.lists(st.integers(0, 40), max_size=30, unique=True)
WANTED = st.lists(st.integers(0, 40), min_size=1, unique=True)

# Of 16 persons all had tea, 4 had mint, one a bell, nobody a lamp.
TEA, MINT, BELL, LAMP = range(4)
SURPRISE = surprise_of(np.array([16, 4, 1, 0]), 16)
CATEGORY = np.array([0, 0, 1, -1])


def of(*ranking: int, own: tuple[int, ...] = ()) -> dict[str, float]:
    """The figures of one ranking in that shop."""
    lists = np.array([[*ranking, *[-1] * (NDCG_AT - len(ranking))]])
    found = figures(lists, np.array([TEA]), np.array(own, int), SURPRISE, CATEGORY)
    return {name: float(values[0]) for name, values in found._asdict().items()}


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


def test_many_rankings_at_once_are_measured_like_each_alone() -> None:
    rankings, wanted = np.array([[7, 1, 8], [1, 2, -1]]), np.array([7, 8])
    together = metrics(rankings, wanted)
    alone = [metrics(ranking, wanted) for ranking in rankings]
    assert np.allclose(np.transpose(together), alone)


@given(RANKINGS, WANTED)
def test_figures_lie_between_nothing_and_everything(ranking: list[int], wanted: list[int]) -> None:
    ndcg, recall = metrics(np.array(ranking, int), np.array(wanted))
    assert 0 <= ndcg <= 1 + 1e-9
    assert 0 <= recall <= 1
    assert (recall == 0) <= (ndcg == 0)


@given(RANKINGS, WANTED)
def test_what_was_wanted_first_is_a_perfect_ranking(others: list[int], wanted: list[int]) -> None:
    ranking = [*wanted, *(item for item in others if item not in wanted)]
    assert metrics(np.array(ranking), np.array(wanted)) == pytest.approx((1, 1))


@given(RANKINGS.filter(len), WANTED, st.data())
def test_a_hit_moved_up_past_a_miss_never_costs_and_within_ten_gains(
    ranking: list[int], wanted: list[int], data: st.DataObject
) -> None:
    misses = [place for place, item in enumerate(ranking) if item not in wanted]
    hits = [place for place, item in enumerate(ranking) if item in wanted]
    swaps = [(up, down) for up in misses for down in hits if up < down]
    if not swaps:
        return
    up, down = data.draw(st.sampled_from(swaps))
    better = ranking.copy()
    better[up], better[down] = ranking[down], ranking[up]
    before, after = (metrics(np.array(one), np.array(wanted)) for one in (ranking, better))
    assert after[0] > before[0] if up < NDCG_AT else after[0] == before[0]
    assert after[1] >= before[1]


@given(RANKINGS, WANTED, st.permutations(range(41)))
def test_names_of_items_do_not_matter(ranking: list[int], wanted: list[int], other: list[int]) -> None:
    names = np.array(other)
    renamed = metrics(names[np.array(ranking, int)], names[np.array(wanted)])
    assert renamed == pytest.approx(metrics(np.array(ranking, int), np.array(wanted)))


@given(RANKINGS, WANTED)
def test_the_order_of_what_was_wanted_does_not_matter(ranking: list[int], wanted: list[int]) -> None:
    turned = metrics(np.array(ranking, int), np.array(wanted[::-1]))
    assert turned == metrics(np.array(ranking, int), np.array(wanted))


def test_what_everybody_has_surprises_nobody_and_what_one_in_sixteen_has_by_four_bits() -> None:
    assert SURPRISE.tolist() == [0, 2, 4, 4]
    assert (of(TEA)["novelty"], of(TEA, BELL)["novelty"]) == (0, 2)


def test_of_two_items_one_that_the_customer_had_is_half_repeats() -> None:
    assert [of(TEA, BELL, own=own)["repeats"] for own in ((), (TEA,), (TEA, BELL))] == [0, 0.5, 1]


def test_two_teas_and_a_bell_differ_in_two_of_three_pairs_and_a_lamp_without_category_is_left_out() -> None:
    assert of(TEA, MINT, BELL)["diversity"] == of(TEA, MINT, BELL, LAMP)["diversity"] == pytest.approx(2 / 3)


def test_of_an_empty_list_nothing_can_be_said() -> None:
    found = of()
    assert (found["ndcg"], found["recall"]) == (0, 0)
    assert np.isnan([found["novelty"], found["repeats"], found["diversity"]]).all()
