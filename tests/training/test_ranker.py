"""Lists → a ranking of two stages, in a shop whose rule no weights can tell: sweet and warm, or neither."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from service.engine.ranker import HEADS, Candidates
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor
from training.ranking.lists import COMPACT, Lists
from training.ranking.ranker import BLENDED, ENOUGH, Ranking, fit_ranking
from training.recipe import Recipe

RECIPE = Recipe(networks=1)
SHOWN, MANY = 8, 3_000
FEATURES = ["sweet", "warm"]


class Tastes:
    """Two features of every item."""

    name = "tastes"
    features: tuple[str, ...] = tuple(FEATURES)

    def score(self, visitor: Visitor) -> Scores:
        return Sparse(np.zeros(0, np.int32), np.zeros((0, 2), np.float32))


def lists(people: int, seed: int) -> Lists:
    """Everybody is shown eight items and takes one that is sweet and warm, or neither."""
    chance = np.random.default_rng(seed)
    features = chance.normal(0, 1, (people, SHOWN, 2)).astype(COMPACT)
    taken = np.zeros((people, SHOWN), bool)
    taken[np.arange(people), (features[:, :, 0] * features[:, :, 1]).argmax(axis=1)] = True
    hits = dict.fromkeys(HEADS, taken.ravel())
    starts, own = np.arange(people) * SHOWN, np.zeros(people * SHOWN, bool)
    return Lists(FEATURES, features.reshape(-1, 2), own, hits, starts, np.zeros(people))


def foretold(ranking: Ranking) -> float:
    """How many of others take what the ranking puts first."""
    blend, others = ranking.on([Tastes()]), lists(300, seed=9)
    right = 0
    for here in others.slices():
        features = others.features[here].astype(np.float32)
        found = Candidates(np.arange(SHOWN, dtype=np.int32), others.own[here], features, 0.0, {})
        right += bool(others.hits["all"][here][blend.score(found, "all").argmax()])
    return right / len(others)


@cache
def learned() -> Ranking:
    return fit_ranking([lists(MANY, seed=1)], RECIPE)


@pytest.mark.slow
def test_networks_learn_what_no_weights_can_tell() -> None:
    alone = fit_ranking([lists(MANY, seed=1)], Recipe(networks=0))
    assert alone.networks == {}
    assert foretold(alone) < 0.5
    assert foretold(learned()) > 0.8


@pytest.mark.slow
def test_the_same_lists_and_seed_give_the_same_networks_to_the_byte() -> None:
    again, other = (fit_ranking([lists(MANY, seed=1)], one) for one in (RECIPE, Recipe(networks=1, seed=2)))
    for head in HEADS:
        told = [
            {n: a.tobytes() for n, a in r.networks[head].arrays(head).items()} for r in (learned(), again)
        ]
        assert told[0] == told[1]
        assert not np.array_equal(learned().networks[head].first, other.networks[head].first)


@pytest.mark.slow
def test_learning_goes_on_from_what_was_learned_before() -> None:
    few = lists(ENOUGH, seed=2)
    anew, further = fit_ranking([few], RECIPE), fit_ranking([few], RECIPE, learned())
    start, far, near = (one.networks["all"].first for one in (learned(), anew, further))
    assert 0 < np.abs(near - start).mean() < np.abs(far - start).mean() / 3
    assert foretold(further) > 0.8


@pytest.mark.slow
def test_what_was_learned_before_is_left_as_it_was() -> None:
    before = fit_ranking([lists(ENOUGH, seed=3)], RECIPE)
    kept = {name: array.copy() for name, array in before.networks["all"].arrays("all").items()}
    fit_ranking([lists(ENOUGH, seed=4)], RECIPE, before)
    assert all(np.array_equal(kept[n], array) for n, array in before.networks["all"].arrays("all").items())


@pytest.mark.slow
@pytest.mark.parametrize(("people", "heads"), [(0, set()), (ENOUGH - 1, set()), (ENOUGH, set(HEADS))])
def test_where_too_few_came_back_the_blend_ranks_alone(people: int, heads: set[str]) -> None:
    assert set(fit_ranking([lists(people, seed=1)], RECIPE).networks) == heads


def test_where_few_came_back_the_blend_learns_from_older_windows_too() -> None:
    few = [lists(20, seed) for seed in range(5)]
    older = fit_ranking([*few[:4], lists(20, seed=9)], RECIPE)
    assert fit_ranking(few, RECIPE).weights["all"] != older.weights["all"]


def test_where_the_newest_windows_are_enough_the_blend_learns_from_no_other() -> None:
    newest, between, then = (lists(BLENDED // 2, seed) for seed in range(3))
    alone = fit_ranking([newest, between, then], Recipe(networks=0))
    older = fit_ranking([newest, lists(9, seed=3), then, lists(9, seed=4)], Recipe(networks=0))
    assert alone.weights == older.weights


@pytest.mark.slow
def test_windows_count_together() -> None:
    half = ENOUGH // 2 + 1
    assert fit_ranking([lists(half, seed=1), lists(half, seed=2)], RECIPE).networks


@pytest.mark.slow
def test_as_many_networks_are_learned_as_the_recipe_says_each_from_another_start() -> None:
    first, second = fit_ranking([lists(ENOUGH, seed=1)], Recipe(networks=2)).networks["all"].first
    assert not np.array_equal(first, second)
