"""What is told of an evaluation, and that nobody can be singled out of it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.clock import DAY
from service.engine.ranker import HEADS
from tests.service.engine.small_shop import NOW
from training.evaluation.evaluate import Ranked, Scored
from training.evaluation.figures import OTHER, Evaluation, Slice
from training.evaluation.methods import Method, Rankings
from training.evaluation.metrics import Figures
from training.evaluation.summary import FEWEST, MOST_GROUPS, cohorts_of, folded, scores_of, windows_of
from training.evaluation.table import table

METHODS = [
    Method("blend", "blend"),
    Method("popular lately", "baseline"),
    Method("own items first", "baseline"),
    Method("bm25", "source", 3),
]


def scored(gains: dict[int, tuple[float, float]], weeks: int = 1, country: str = "DE") -> Scored:
    """A window that long ago: per customer the gains of the blend and of own items; bm25 never spoke."""
    by_head = {head: Ranked(np.zeros((4, 7), bool), np.zeros(4, bool)) for head in HEADS}
    for ranked in by_head.values():
        for customer, (blend, own) in gains.items():
            items = np.array([[0, 1], [2, 2], [2, 3], [2, 2]])
            ndcg, half = np.array([blend, 0.0, own, 0.0]), np.full(4, 0.5)
            found = Figures(ndcg, ndcg, half, half, np.full(4, np.nan))
            groups = {"events": "5+" if customer % 2 else "1–4", "country": country}
            ranked.add(customer, Rankings(items, np.array([True, True, True, False])), found, groups)
    return Scored(NOW - weeks * 7 * DAY, METHODS, by_head, np.array([True] * 4 + [False] * 2))


def test_the_blend_leads_by_what_each_customer_gains_in_the_mean() -> None:
    """Ann twice, Bob once: Ann gains 0.1 and 0.3, Bob 0.4; so 0.3 in the mean."""
    windows = [scored({1: (0.5, 0.4)}), scored({1: (0.5, 0.2), 2: (0.6, 0.2)}, 2)]
    by = {score.method: score for score in scores_of(windows) if score.targets == "all"}
    assert by["own items first"].customers == 2
    assert by["blend"].ndcg == pytest.approx(0.55)
    assert by["own items first"].lead == pytest.approx(0.3)
    assert (by["blend"].lead, by["blend"].lead_low, by["blend"].lead_high) == (0, 0, 0)


def test_what_never_said_anything_is_not_told_of() -> None:
    assert "bm25" not in {score.method for score in scores_of([scored({1: (0.5, 0.4)})])}


def test_coverage_is_the_share_of_what_is_sold_that_stands_in_anybodys_first_ten() -> None:
    """Four items are sold; the blend shows two of them, what is popular one."""
    by = {score.method: score for score in scores_of([scored({1: (0.5, 0.4), 2: (0.1, 0.2)})])}
    assert (by["blend"].coverage, by["popular lately"].coverage, by["blend"].items) == (0.5, 0.25, 4)
    assert (by["blend"].novelty, by["blend"].repeats, by["blend"].diversity) == (0.5, 0.5, None)


def test_every_window_is_told_with_its_best_baseline_newest_first() -> None:
    windows = windows_of([scored({1: (0.5, 0.4)}), scored({1: (0.5, -0.2), 2: (0.6, -0.1)}, 2)])
    told = [(one.value[:10], one.customers, one.baseline) for one in windows if one.targets == "all"]
    assert told == [("2026-11-15", 1, "own items first"), ("2026-11-08", 2, "popular lately")]


def test_groups_are_told_with_their_customers_and_one_that_holds_everybody_is_not() -> None:
    found = cohorts_of([scored({n: (0.5 + n % 2 / 10, 0.4) for n in range(70)})])
    told = {(one.by, one.value): one for one in found if one.targets == "new"}
    assert set(told) == {("events", "1–4"), ("events", "5+")}
    assert [one.customers for one in told.values()] == [35, 35]
    assert told["events", "5+"].lead == pytest.approx(0.2)


def groups(**sizes: int) -> dict[str, int]:
    """How many customers of each group are told of, where there are so many."""
    values = np.repeat(list(sizes), list(sizes.values()))
    names, counts = np.unique(folded(np.arange(len(values)), values), return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def test_small_groups_are_one_and_take_the_next_bigger_one_where_they_are_too_few_together() -> None:
    assert groups(DE=50, AT=20, CH=15) == {"DE": 50, OTHER: 35}
    assert groups(DE=50, AT=40, CH=5) == {"DE": 50, OTHER: 45}
    assert groups(DE=50, CH=5) == {OTHER: 55}


@given(st.lists(st.integers(1, 80), min_size=1, max_size=15))
def test_no_group_is_smaller_than_thirty_nor_can_one_be_told_by_subtraction(sizes: list[int]) -> None:
    found = groups(**{f"g{n}": size for n, size in enumerate(sizes)})
    assert sum(found.values()) == sum(sizes)
    assert min(found.values()) >= min(FEWEST, sum(sizes))
    assert len(found) <= MOST_GROUPS + 1


@given(st.integers(1, 29))
def test_of_fewer_than_thirty_customers_no_group_is_told(customers: int) -> None:
    assert cohorts_of([scored(dict.fromkeys(range(customers), (0.5, 0.4)))]) == []


def evaluation(windows: list[Scored], cohorts: list[Slice] | None = None) -> Evaluation:
    return Evaluation(
        scores=scores_of(windows),
        windows=windows_of(windows),
        cohorts=cohorts_of(windows) if cohorts is None else cohorts,
        counts={},
        notices=[],
        horizon_days=7.0,
    )


def test_an_evaluation_is_the_same_after_a_journey_as_json() -> None:
    found = evaluation([scored(dict.fromkeys(range(70), (0.5, 0.4)))])
    assert msgspec.json.decode(msgspec.json.encode(found), type=Evaluation) == found


def test_the_table_fits_a_hundred_columns_however_long_a_group_is_called() -> None:
    found = evaluation([scored(dict.fromkeys(range(2000), (0.5, 0.4)))])
    long = [msgspec.structs.replace(one, by="segment", value="x" * 60) for one in found.cohorts]
    lines = table(msgspec.structs.replace(found, cohorts=long)).split("\n")
    assert 90 < max(map(len, lines)) <= 100
    assert "what customers took within 7 days" in lines[0]


def test_where_nobody_came_back_the_table_says_so() -> None:
    assert "nobody came back" in table(evaluation([scored({})]))
