"""What is fitted, and that the service reads it as the library would."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix, random

from features.artifact import Model
from features.clock import DAY
from features.history import read
from service.engine.sources.factors import Factors
from tests.service.engine.small_shop import BIKE, NOW, RECIPE, TEA, fans, kept, learned, model
from training.models import fit
from training.models.popularity import on_log_scale
from training.recipe import Recipe


@pytest.fixture(scope="module")
def library() -> tuple[AlternatingLeastSquares, csr_matrix]:
    """A model of the library's own, and whom it was fitted on."""
    likes = random(60, 40, 0.15, "csr", np.float32, random_state=1)
    als = AlternatingLeastSquares(
        factors=8, regularization=0.05, iterations=5, alpha=1.0, random_state=1, num_threads=1
    )
    als.fit(likes, show_progress=False)
    return als, likes


def ours(als: AlternatingLeastSquares) -> Factors:
    arrays = {
        "factors": als.item_factors,
        "factors_half_life": np.array([1.0]),
        "factors_regularisation": np.array([als.regularization]),
    }
    return Factors(Model(arrays, {}, {}))


def test_folding_in_is_what_the_library_does(library: tuple[AlternatingLeastSquares, csr_matrix]) -> None:
    als, likes = library
    for person in range(likes.shape[0]):
        row = likes[person]
        folded = ours(als).fold_in(row.indices, row.data)
        assert folded == pytest.approx(als.recalculate_user(0, row), abs=1e-3)


def test_ranking_is_what_the_library_recommends(library: tuple[AlternatingLeastSquares, csr_matrix]) -> None:
    als, likes = library
    for person in range(10):
        row = likes[person]
        items, scores = als.recommend(0, row, N=10, recalculate_user=True, filter_already_liked_items=False)
        values = als.item_factors @ ours(als).fold_in(row.indices, row.data)
        assert np.argsort(-values)[:10].tolist() == items.tolist()
        assert values[items] == pytest.approx(scores, abs=1e-3)


def test_popularity_runs_from_nobody_to_the_most_popular() -> None:
    scaled = on_log_scale(np.array([0.0, 1.0, 1000.0]))
    assert (scaled[0], scaled[2]) == (0, 1)
    assert 0 < scaled[1] < 0.2
    assert not on_log_scale(np.zeros(3)).any()
    assert len(on_log_scale(np.zeros(0))) == 0


def test_tea_is_more_popular_than_bikes() -> None:
    known = dict(zip(model().texts["items"], model().arrays["popularity_mid"], strict=True))
    assert min(known[name] for name in TEA) > max(known[name] for name in BIKE)


def test_neighbours_are_of_the_same_kind_strongest_first() -> None:
    arrays, items = model().arrays, model().texts["items"]
    for name in ("bm25", "cosine", "together"):
        ends = arrays[f"{name}_ends"]
        for n, item in enumerate(items):
            near = {items[i] for i in arrays[f"{name}_items"][ends[n] : ends[n + 1]]}
            values = arrays[f"{name}_values"][ends[n] : ends[n + 1]]
            assert near == set(TEA if item in TEA else BIKE) - {item}
            assert (np.diff(values) <= 0).all()


def test_what_many_buy_again_is_likely_bought_again() -> None:
    again = [
        kept("purchase", day, f"r{n}", items=[{"item_id": "green", "quantity": 1, "price": 0}])
        for n in range(20)
        for day in (3, 1)
    ]
    made = learned(*again)
    repeats = dict(zip(made.texts["items"], made.arrays["repeats"], strict=True))
    assert repeats["green"] > 0.5 > repeats["bell"] > 0


def test_who_has_it_comes_back_at_the_rate_and_after_the_time_of_the_item() -> None:
    """Thirty who buy green tea every second day, and one who bought it once."""
    again = [
        kept("purchase", day, f"r{n}", items=[{"item_id": "green", "quantity": 1, "price": 0}])
        for n in range(30)
        for day in (6, 4, 2)
    ]
    made = learned(*again)
    item = made.texts["items"].index("green")
    assert made.arrays["rebuy_gaps"][item] * 7 == pytest.approx(2, abs=0.1)
    assert made.arrays["rebuy_rates"][item] > 1.5 > made.arrays["rebuy_rates"].min() > 0


def test_sessions_are_visits_oldest_first_and_know_no_person() -> None:
    arrays, items = model().arrays, model().texts["items"]
    lists = np.split(arrays["session_items"], arrays["session_ends"][1:-1])
    assert {frozenset(items[i] for i in each) for each in lists} == {
        frozenset(pair) for kind in (TEA, BIKE) for pair in combinations(kind, 2)
    }
    assert (np.diff(arrays["session_ages"]) <= 0).all()
    assert (np.diff(arrays["holder_sessions"][: arrays["holder_ends"][1]]) < 0).all()


def test_what_rises_has_a_trend_above_what_fades() -> None:
    rising = [kept("view_item", 0.5, f"r{n}", item_id="green") for n in range(9)]
    fading = [kept("view_item", 10, f"f{n}", item_id="bell") for n in range(9)]
    made = learned(*rising, *fading)
    trend = dict(zip(made.texts["items"], made.arrays["item_trend_one"], strict=True))
    assert trend["green"] > trend["bell"]


def test_the_same_season_a_year_ago_is_remembered() -> None:
    last_year = [kept("view_item", 362, f"l{n}", item_id="bell") for n in range(3)]
    made = learned(*last_year, *[kept("view_item", 370, f"e{n}", item_id="green") for n in range(3)])
    season = dict(zip(made.texts["items"], made.arrays["item_year_ago"], strict=True))
    assert season["bell"] == pytest.approx(np.log1p(3))
    assert season["green"] == 0


def test_buying_twice_a_day_is_buying_once() -> None:
    twice = [
        kept("purchase", 3 + n / 1_000, f"r{n % 10}", items=[{"item_id": "green", "quantity": 1, "price": 0}])
        for n in range(20)
    ]
    assert not learned(*twice).arrays["repeats"].any()


def test_what_happens_later_changes_no_popularity_or_neighbour() -> None:
    events = sorted([*fans(TEA, 9), *fans(BIKE, 6)], key=lambda e: e[3])
    later = [
        kept("purchase", -2, f"x{n}", items=[{"item_id": i} for i in ("green", "bell")]) for n in range(9)
    ]
    before, after = (read([e], consent_granted=True) for e in (events, [*events, *later]))
    models = [fit(history, NOW, 7 * DAY, RECIPE, {}).arrays for history in (before, after)]
    for name in models[0]:
        if name != "factors":
            assert np.array_equal(models[0][name], models[1][name]), name


def test_a_small_shop_has_neither_factors_nor_neighbours() -> None:
    history = read([[kept("view_item", 1, item_id="green")]], consent_granted=True)
    arrays = fit(history, NOW, 7 * DAY, Recipe(), {}).arrays
    assert not {"factors", "bm25_ends", "together_ends"} & set(arrays)


def test_fitting_twice_gives_the_same() -> None:
    first, second = learned(), learned()
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)
    assert first.texts == second.texts
