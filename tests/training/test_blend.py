"""The blend's weights: what really told who takes what gets the weight."""

from __future__ import annotations

import numpy as np
import pytest

from features.history import KeptEvent
from service.engine.rank import rank
from service.engine.ranker import HEADS, feature_names
from tests.service.engine.small_shop import BIKE, RECIPE, TEA, fact, names, visitor
from tests.training.windows import LATER, SWAPPED, lists, past
from training.ranking.blend import USUAL, fit_weights
from training.ranking.lists import joined
from training.ranking.ranker import fit_ranking
from training.recipe import Recipe


@pytest.mark.parametrize(("then", "kind"), [(LATER, BIKE), (SWAPPED, TEA)])
def test_what_people_really_took_decides_what_counts(then: list[KeptEvent], kind: tuple[str, ...]) -> None:
    one = past(*then)
    assert one.lists is not None
    blend = fit_ranking([one.lists], RECIPE).on(one.world.sources)
    cyclist = visitor(one.world, fact("view_item", 6, "bell"), fact("view_item", 6, "lamp"))
    first = rank(one.world, blend, cyclist, "new", 1).items
    assert set(names(one.world, first)) <= set(kind)


def test_every_feature_has_a_weight_for_both_heads() -> None:
    features = feature_names(past(*LATER).world.sources)
    weights = fit_weights(lists(*LATER), RECIPE)
    for head in HEADS:
        assert set(weights[head]) == {*features, *(f"{name}*known" for name in features)}
        assert np.isfinite(list(weights[head].values())).all()


def test_where_nobody_came_back_the_usual_weights_decide() -> None:
    weights = fit_weights(lists(), RECIPE)
    assert weights["limits"] == {}
    for head in HEADS:
        assert {name: weight for name, weight in weights[head].items() if weight} == USUAL


def test_the_fewer_came_back_the_closer_weights_stay_to_the_usual_ones() -> None:
    """The same happens to few people, and to fifty times as many."""
    few, many = (fit_weights(joined([lists(*SWAPPED)] * times), RECIPE)["all"] for times in (1, 50))
    off = [sum(abs(fitted[name] - usual) for name, usual in USUAL.items()) for fitted in (few, many)]
    assert 0 < off[0] < off[1]


def test_a_shop_that_grew_learns_from_windows_with_fewer_sources() -> None:
    small, grown = lists(*LATER, recipe=Recipe(enough_persons=99, horizon_days=7)), lists(*LATER)
    weights = fit_weights(joined([grown, small]), RECIPE)["new"]
    assert weights == pytest.approx(fit_weights(joined([small, grown]), RECIPE)["new"], rel=0.01, abs=0.05)
    assert {"als", "bm25"} <= set(weights)


def test_the_same_lists_give_the_same_weights() -> None:
    assert fit_weights(lists(*LATER), RECIPE) == fit_weights(lists(*LATER), RECIPE)


def test_nobody_is_judged_by_more_than_anybody_had_who_came_back() -> None:
    found = lists(*LATER)
    limits = fit_weights(found, RECIPE)["limits"]
    highest = dict(zip(found.names, found.features.max(axis=0).astype(float).tolist(), strict=True))
    assert limits == highest | {"known": found.known.max()}
