"""Candidates → a ranking: what is left out, what pads it, and who is said to have proposed it."""

from __future__ import annotations

import numpy as np
import pytest

from service.engine.rank import Ranked, rank
from service.engine.ranker import HEADS, Blend, Head, candidates, feature_names
from service.engine.visitor import stranger
from service.engine.world import World
from service.store.records import Fact
from tests.service.engine.small_shop import (
    BIKE,
    NOW,
    TEA,
    blend,
    bought,
    fact,
    item,
    learned,
    names,
    shop,
    visitor,
)

UMBRELLA = item("umbrella", "rain")


@pytest.fixture
def world() -> World:
    return shop(umbrella=UMBRELLA)


def ranked(world: World, *facts: Fact, head: Head = "all", size: int = 20) -> Ranked:
    return rank(world, blend(world), visitor(world, *facts), head, size)


def ids(world: World, *facts: Fact, head: Head = "all", size: int = 20) -> list[str]:
    return names(world, ranked(world, *facts, head=head, size=size).items)


def test_candidates_are_sorted_each_once_with_a_column_per_feature(world: World) -> None:
    found = candidates(visitor(world, bought(1, "green", "bell")), world.sources)
    assert found.items.tolist() == sorted(set(found.items.tolist()))
    assert found.features.shape == (len(found.items), len(feature_names(world.sources)))


def test_what_a_shelf_wants_judged_is_a_candidate_too(world: World) -> None:
    also = np.array([world.index["umbrella"]], np.int32)
    assert world.index["umbrella"] in candidates(stranger(NOW), world.sources, also).items


def test_without_any_source_what_is_wanted_judged_is_worth_nothing(world: World) -> None:
    found = candidates(stranger(NOW), (), np.arange(3, dtype=np.int32))
    assert Blend({}, ()).score(found, "all").tolist() == [0, 0, 0]


def test_who_has_done_more_is_judged_more_by_it(world: World) -> None:
    """A weight by experience counts times how much is known of the visitor."""
    once, often = (visitor(world, *[fact("view_item", 1, "green")] * n) for n in (1, 30))
    blend = Blend({"all": {"bm25*known": 1.0}}, world.sources)
    highest = [blend.score(candidates(one, world.sources), "all").max() for one in (once, often)]
    assert 0 < highest[0] < highest[1]


def test_a_drinker_gets_the_tea_that_is_still_missing_first(world: World) -> None:
    assert ids(world, bought(1, "green", "black"), head="new", size=1) == ["mint"]


def test_the_own_item_comes_first_where_repeats_count() -> None:
    world = shop(learned(weights={"recency": 1.0}))
    assert ids(world, fact("view_item", 0.1, "lock"), size=1) == ["lock"]


@pytest.mark.parametrize(
    "kind", ["view_item", "add_to_cart", "experience_rated", "view_item_list", "refund", "not_interested"]
)
def test_new_leaves_out_whatever_an_event_names(world: World, kind: str) -> None:
    assert set(ids(world, fact(kind, 1, "green"), head="new")) == {*TEA, *BIKE, "umbrella"} - {"green"}


def test_all_keeps_what_was_bought_or_lies_in_the_cart(world: World) -> None:
    facts = (bought(1, "green"), fact("add_to_cart", 0.5, "bell", quantity=1))
    assert set(ids(world, *facts)) == {*TEA, *BIKE, "umbrella"}


@pytest.mark.parametrize("head", HEADS)
def test_what_can_not_be_bought_is_left_out(head: Head) -> None:
    world = shop(green=item("green", "tea", available=False), bell=item("bell", "bike", stock=0))
    assert set(ids(world, fact("view_item", 1, "black"), head=head)) <= {"black", "mint", "lamp", "lock"}


@pytest.mark.parametrize("head", HEADS)
def test_what_was_waved_away_never_comes_back(world: World, head: Head) -> None:
    assert "green" not in ids(world, bought(2, "green"), fact("not_interested", 1, "green"), head=head)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("category", ["bike", "bike/"])
def test_a_category_that_was_waved_away_does_not_come_back_as_padding(
    world: World, head: Head, category: str
) -> None:
    facts = (bought(2, "lamp"), fact("not_interested", 1, category=category))
    assert set(ids(world, *facts, head=head)) == {*TEA, "umbrella"}


def test_waving_a_category_away_takes_what_is_below_it_along() -> None:
    world = shop(bell=item("bell", "bike/bells"), umbrella=item("umbrella", "biker rain"))
    assert set(ids(world, fact("not_interested", 1, category="bike"))) == {*TEA, "umbrella"}


def test_a_short_ranking_is_padded_with_what_else_there_is(world: World) -> None:
    found = ranked(world, fact("view_item", 1, "green"))
    assert sorted(names(world, found.items)) == sorted({*TEA, *BIKE, "umbrella"})
    assert (np.diff(found.scores) <= 0).all()
    assert (names(world, found.items)[-1], found.sources[-1]) == ("umbrella", "popularity")


@pytest.mark.parametrize("size", [1, 3, 7])
def test_a_ranking_is_as_long_as_asked_each_item_once(world: World, size: int) -> None:
    found = ids(world, bought(1, "green"), size=size)
    assert len(found) == len(set(found)) == size


def test_strangers_get_what_is_popular() -> None:
    world = shop()
    assert set(ids(world, size=3)) == set(TEA)


def test_ties_are_broken_the_same_way_every_time() -> None:
    world = shop(learned(weights={}))
    first, second = (ids(world, bought(1, "green")) for _ in range(2))
    assert first == second == names(world, sorted(world.index[name] for name in first))


def test_the_leading_source_is_the_one_with_the_most_to_say() -> None:
    world = shop(learned(weights={"recency": 1.0, "bm25": 1.0}))
    found = ranked(world, fact("view_item", 0.1, "green"), size=3)
    assert dict(zip(names(world, found.items), found.sources, strict=True)) == {
        "green": "personal",
        "black": "bm25",
        "mint": "bm25",
    }


def test_weights_of_features_the_model_does_not_have_are_ignored(world: World) -> None:
    strange = Blend({"all": {"tarot": 9.0, "recency": 1.0}}, world.sources)
    assert strange.linear["all"].at(9.0).sum() == 1
    assert not strange.linear["new"].at(9.0).any()


def test_nobody_is_judged_by_more_than_training_ever_saw() -> None:
    """Seven looks were the most that anybody had; seven hundred are no reason to turn a taste around."""
    weights = {"all": {"events": 1.0, "events*known": -1.0}, "limits": {"events": 2.0, "known": 0.4}}
    world = shop(learned())
    blend = Blend(weights, world.sources)
    fan = visitor(world, *[fact("view_item", 1, "green")] * 700)
    found = candidates(fan, world.sources)
    own = found.items.tolist().index(world.index["green"])
    assert blend.score(found, "all")[own] == pytest.approx(2.0 * (1 - 0.4))
