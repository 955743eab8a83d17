"""Small networks order what the blend lists: which candidates, by which columns, and none that don't fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.artifact import Array, Model
from features.errors import ArtifactRefused
from features.interactions import Floats
from service.engine.networks import FEATURES, PARTS, Networks, networks_of
from service.engine.rank import rank
from service.engine.ranker import HEADS, LISTED, Blend, Candidates, Head, candidates, feature_names
from service.engine.sound import refuse_unsound
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, TEA, fact, learned, model, names, shop, visitor

NAMES = ["price", "age", "stars"]


class One:
    """A source of a single feature that proposes nothing."""

    name = "one"
    features: tuple[str, ...] = ("liking",)

    def score(self, visitor: Visitor) -> Scores:
        return Sparse(np.zeros(0, np.int32), np.zeros((0, 1), np.float32))


def chosen(features: int, count: int = 2, seed: int = 1) -> Networks:
    """Any networks, of five and four units."""
    chance = np.random.default_rng(seed)
    shapes = (
        *((features,), (features,), (count, features, 5), (count, 5)),
        *((count, 5, 4), (count, 4), (count, 4)),
    )
    return Networks(*(chance.normal(0.3, 1, shape).astype(np.float32) for shape in shapes))


def the_less_the_better() -> Networks:
    """One unit: 1 − liking."""
    one, unit = np.ones(1, np.float32), np.ones((1, 1), np.float32)
    layers = (-unit[None], unit, unit[None], unit * 0, unit)
    return Networks(one * 0, one, *layers)


def found(liking: Floats, own: list[int]) -> Candidates:
    items = np.arange(len(liking), dtype=np.int32)
    return Candidates(items, np.isin(items, own), liking[:, None].astype(np.float32), 0.0, {})


def best_first(own: list[int], head: Head, many: int = LISTED + 100) -> list[int]:
    """The blend likes the last ones most, the networks the first ones."""
    blend = Blend(
        {"all": {"liking": 1.0}, "new": {"liking": 1.0}}, [One()], dict.fromkeys(HEADS, the_less_the_better())
    )
    scores = blend.score(found(np.linspace(0, 1, many), own), head)
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order


def test_what_the_blend_lists_is_ordered_by_the_networks() -> None:
    assert best_first([], "all")[:LISTED] == list(range(100, LISTED + 100))


def test_what_is_not_listed_keeps_the_order_of_the_blend_below_it() -> None:
    assert best_first([], "all")[LISTED:] == list(range(100))[::-1]


def test_beside_what_is_new_own_items_are_judged_by_the_networks_however_low_the_blend_puts_them() -> None:
    """A shelf may show them; by the blend they would stand last."""
    assert best_first([0, 1], "new")[:2] == [0, 1]


def test_repeats_included_own_items_are_listed_like_all_others() -> None:
    assert best_first([0, 1], "all") == best_first([], "all")


def test_among_what_is_new_own_items_take_nobodys_place() -> None:
    own = list(range(290, 300))
    assert set(best_first(own, "new")[: LISTED + 10]) == set(range(90, 300))
    assert set(best_first(own, "all")[:LISTED]) == set(range(100, 300))


def test_without_candidates_there_is_nothing_to_order() -> None:
    assert best_first([], "all", many=0) == []


def test_a_head_without_networks_is_ordered_by_the_blend() -> None:
    blend = Blend({"all": {"liking": 1.0}}, [One()], {"new": the_less_the_better()})
    assert blend.score(found(np.linspace(0, 1, 3), []), "all").tolist() == [0, 0.5, 1]


THERE = {
    "the same": NAMES,
    "in another order": ["stars", "price", "age"],
    "one is missing": ["stars", "price"],
    "one was never learned": ["price", "luck", "age", "stars"],
    "one of each": ["luck", "age", "stars"],
    "nothing that was learned": ["luck"],
    "nothing at all": [],
}


@pytest.mark.parametrize("case", THERE)
def test_a_column_that_is_missing_counts_as_nothing_one_never_learned_is_not_looked_at(case: str) -> None:
    there, networks = THERE[case], chosen(len(NAMES))
    features = np.random.default_rng(2).normal(0, 2, (50, len(there))).astype(np.float32)
    filled = np.zeros((50, len(NAMES)), np.float32)
    for n, name in enumerate(there):
        if name in NAMES:
            filled[:, NAMES.index(name)] = features[:, n]
    assert networks.on(NAMES, there).score(features) == pytest.approx(networks.score(filled), abs=1e-5)


def test_nobody_is_judged_by_more_than_five_deviations() -> None:
    networks = replace(the_less_the_better(), first_bias=np.full((1, 1), 9, np.float32))
    assert networks.score(np.array([[5], [500], [-500]], np.float32)).tolist() == [4, 4, 14]


def ranking(arrays: dict[str, Array] | None = None, count: int | None = None) -> Model:
    """The small shop's model with networks for both heads, some arrays exchanged."""
    columns = feature_names(shop().sources)
    usual = {name: array for head in HEADS for name, array in chosen(len(columns)).arrays(head).items()}
    texts = {**model().texts, FEATURES: columns[:count]}
    return Model({**model().arrays, **usual, **(arrays or {})}, texts, model().weights)


MUTATIONS: dict[str, Callable[[Array], Array]] = {
    "one less": lambda array: array[..., :-1],
    "one network less": lambda array: array[:-1],
    "one more": lambda array: np.concatenate([array, array[-1:]]),
    "empty": lambda array: array[:0],
    "flat": lambda array: array.ravel() if array.ndim > 1 else array[:, None],
    "one dimension more": lambda array: array[None],
    "a single number": lambda array: array.ravel()[0],
    "not a number": lambda array: np.full_like(array, np.nan),
    "without measure": lambda array: np.full_like(array, 1e30),
    "texts": lambda array: array.astype(str),
    "complex": lambda array: array.astype(complex),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("head", HEADS)
def test_networks_that_do_not_fit_together_are_refused_by_name(head: Head, part: str, mutation: str) -> None:
    name = f"network_{head}_{part}"
    with pytest.raises(ArtifactRefused, match=f"network_{head}"):
        refuse_unsound(ranking({name: MUTATIONS[mutation](ranking().arrays[name])}))


@pytest.mark.parametrize("part", PARTS)
def test_networks_of_which_a_part_is_missing_are_refused(part: str) -> None:
    whole = ranking()
    rest = {name: array for name, array in whole.arrays.items() if name != f"network_new_{part}"}
    with pytest.raises(ArtifactRefused, match="network_new"):
        refuse_unsound(Model(rest, whole.texts, whole.weights))


def test_networks_of_other_features_or_of_none_are_refused() -> None:
    nothing = chosen(len(feature_names(shop().sources)), count=0).arrays("all")
    for unsound in (ranking(count=3), ranking(nothing)):
        with pytest.raises(ArtifactRefused, match="network_all"):
            refuse_unsound(unsound)


def test_networks_that_fit_are_not_refused() -> None:
    refuse_unsound(ranking())


def test_what_is_published_scores_to_the_last_digit_what_was_learned(floor: Floor) -> None:
    floor.open()
    floor.publish(ranking())
    floor.live.refresh_model()
    live, columns = floor.live.now, feature_names(shop().sources)
    assert not floor.live.refused
    world = shop(ranking())
    learned_ = Blend(world.model.weights, world.sources, dict.fromkeys(HEADS, chosen(len(columns))))
    facts = (fact("view_item", 2, "green"), fact("view_item", 1, "bell"))
    for head in HEADS:
        trained = learned_.score(candidates(visitor(world, *facts), world.sources), head)
        served = live.blend.score(candidates(visitor(live.world, *facts), live.world.sources), head)
        assert np.array_equal(trained, served)


def test_a_model_without_networks_has_none() -> None:
    assert networks_of(model(), NAMES, HEADS) == {}


def test_who_is_ranked_for_gets_what_the_networks_say() -> None:
    """They have learned that whatever is popular is bad."""
    columns = feature_names(shop().sources)
    at = columns.index("popularity_mid")
    first = np.zeros((1, len(columns), 1), np.float32)
    first[0, at] = -1
    plain, units = the_less_the_better(), np.ones(len(columns), np.float32)
    networks = replace(plain, mean=units * 0, scale=units, first=first)
    world = shop(learned(weights={"popularity_mid": 1.0}))
    blend = Blend(world.model.weights, world.sources, {"all": networks})
    somebody = visitor(world, fact("view_item", 1, "green"), fact("view_item", 1, "lamp"))
    ranked = names(world, rank(world, blend, somebody, "all", 6).items)
    assert (set(ranked[:3]), set(ranked[3:])) == (set(BIKE), set(TEA))
