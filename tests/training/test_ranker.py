"""The blend's weights: what really told who takes what gets the weight."""

from __future__ import annotations

import numpy as np
import pytest

from features.artifact import Model
from features.clock import DAY
from features.history import KeptEvent, read
from service.engine.rank import rank
from service.engine.ranker import HEADS, Blend
from service.engine.world import World
from tests.service.engine.small_shop import (
    BIKE,
    NOW,
    RECIPE,
    TEA,
    catalogue,
    fact,
    fans,
    kept,
    names,
    visitor,
)
from training.models import fit
from training.ranker import USUAL, Past, fit_weights
from training.recipe import Recipe
from training.split import Window

LATER = [  # everybody comes back for what they still miss of their kind
    kept("view_item", -1, f"{of[0]} fan {n}", item_id=of[(n + 2) % 3]) for of in (TEA, BIKE) for n in range(6)
]


def past(*more: KeptEvent, recipe: Recipe = RECIPE, cut: int = NOW) -> Past:
    events = sorted([*fans(TEA, 9), *fans(BIKE, 6), *more], key=lambda event: event[3])
    history = read([events], consent_granted=True)
    categories = {name: str(one.category) for name, one in catalogue().items()}
    model = fit(history, cut, int(7 * DAY), recipe, categories)
    return Past(
        Window(history, cut, 7 * DAY), World(Model(model.arrays, model.texts, {}), catalogue().values())
    )


SWAPPED = [  # everybody is tired of their kind and takes the other's
    kept("view_item", -1, f"{of[0]} fan {n}", item_id=other[n % 3])
    for of, other in ((TEA, BIKE), (BIKE, TEA))
    for n in range(6)
]


@pytest.mark.parametrize(("then", "kind"), [(LATER, BIKE), (SWAPPED, TEA)])
def test_what_people_really_took_decides_what_counts(then: list[KeptEvent], kind: tuple[str, ...]) -> None:
    one = past(*then)
    blend = Blend(fit_weights([one], RECIPE), one.world.sources)
    cyclist = visitor(one.world, fact("view_item", 6, "bell"), fact("view_item", 6, "lamp"))
    first = rank(one.world, blend, cyclist, "new", 1).items
    assert set(names(one.world, first)) <= set(kind)


def test_every_feature_has_a_weight_for_both_heads() -> None:
    one = past(*LATER)
    weights = fit_weights([one], RECIPE)
    features = [name for source in one.world.sources for name in source.features]
    for head in HEADS:
        assert set(weights[head]) == {*features, *(f"{name}*known" for name in features)}
        assert np.isfinite(list(weights[head].values())).all()


def test_where_nobody_came_back_the_usual_weights_decide() -> None:
    weights = fit_weights([past()], RECIPE)
    for head in HEADS:
        assert {name: weight for name, weight in weights[head].items() if weight} == USUAL


def test_the_fewer_came_back_the_closer_weights_stay_to_the_usual_ones() -> None:
    """The same happens to few people, and to fifty times as many."""
    few, many = (fit_weights([past(*SWAPPED)] * times, RECIPE)["all"] for times in (1, 50))
    off = [sum(abs(fitted[name] - usual) for name, usual in USUAL.items()) for fitted in (few, many)]
    assert 0 < off[0] < off[1]


def test_a_shop_that_grew_learns_from_windows_with_fewer_sources() -> None:
    small = past(*LATER, recipe=Recipe(enough_persons=99, horizon_days=7))
    grown = past(*LATER)
    weights = fit_weights([grown, small], RECIPE)["new"]
    assert weights == pytest.approx(fit_weights([small, grown], RECIPE)["new"], rel=0.01, abs=0.05)
    assert {"als", "bm25"} <= set(weights)


def test_the_same_windows_give_the_same_weights() -> None:
    assert fit_weights([past(*LATER)], RECIPE) == fit_weights([past(*LATER)], RECIPE)
