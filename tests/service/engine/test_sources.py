"""Every source passes one suite, in a shop where some drink tea, others ride bikes, and nobody does both."""

from __future__ import annotations

import numpy as np
import pytest

from features.history import KeptEvent
from service.engine.sources import Source
from service.engine.sources.base import strongest
from service.engine.sources.factors import Factors
from service.engine.sources.neighbours import Near, Neighbours
from service.engine.visitor import Visitor, stranger
from service.engine.world import World
from tests.service.engine.small_shop import (
    BIKE,
    NOW,
    TEA,
    bought,
    fact,
    item,
    kept,
    learned,
    names,
    shop,
    visitor,
)

SOURCES = (
    *("personal", "affinity", "als", "bm25", "cosine", "together", "popularity"),
    *("sessions", "repurchase", "product", "context"),
)
FOR_ALL = ("popularity", "product")
SIGNALS = ("product", "context")  # they propose nothing
LEARNED = ("als", "bm25", "cosine", "together", "popularity", "sessions")


@pytest.fixture
def world() -> World:
    """Also sells an umbrella that nobody ever met."""
    return shop(umbrella=item("umbrella", "rain"))


@pytest.fixture(params=[name for name in SOURCES if name not in SIGNALS])
def proposer(request: pytest.FixtureRequest, world: World) -> Source:
    return named(world, request.param)


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest, world: World) -> Source:
    return named(world, request.param)


def named(world: World, name: str) -> Source:
    return next(source for source in world.sources if source.name == name)


def drinker(world: World) -> Visitor:
    return visitor(world, fact("view_item", 1, "green"), bought(0.5, "green"))


def every(world: World) -> np.ndarray:
    return np.arange(len(world), dtype=np.int32)


def test_the_suite_knows_every_source(world: World) -> None:
    assert tuple(source.name for source in world.sources) == SOURCES


def test_a_tea_drinker_is_thought_to_want_tea(proposer: Source, world: World) -> None:
    columns = proposer.score(drinker(world)).columns(every(world))
    code = world.index
    tea = columns[[code[name] for name in TEA]].sum(axis=0)
    bike = columns[[code[name] for name in BIKE]].sum(axis=0)
    assert (tea >= bike).all()
    assert (tea > bike).any()


def test_a_cyclist_is_thought_to_want_what_goes_with_bikes(world: World) -> None:
    cyclist = visitor(world, bought(0.5, "bell"))
    for name in ("affinity", "als", "bm25", "cosine", "together", "sessions"):
        values = named(world, name).score(cyclist).columns(every(world))[:, 0]
        assert max(values[world.index[tea]] for tea in TEA) < min(values[world.index[b]] for b in BIKE[1:])


def test_of_a_stranger_a_source_says_nothing_or_the_same_as_of_all(source: Source, world: World) -> None:
    columns = source.score(stranger(NOW)).columns(every(world))
    if source.name in FOR_ALL:
        assert (columns == source.score(drinker(world)).columns(every(world))).all()
    else:
        assert not columns.any()


def test_what_was_too_long_ago_or_unknown_leaves_a_source_calm(source: Source, world: World) -> None:
    old = visitor(world, fact("view_item", 4_000, "green"), fact("view_item", 1, "unheard of"))
    assert np.isfinite(source.score(old).columns(every(world))).all()


def test_there_is_a_column_per_feature_and_a_row_per_item(source: Source, world: World) -> None:
    columns = source.score(drinker(world)).columns(every(world))
    assert columns.shape == (len(world), len(source.features))
    assert columns.dtype == np.float32


def test_what_is_proposed_are_items_each_once(proposer: Source, world: World) -> None:
    proposed = proposer.score(drinker(world)).proposed
    assert len(set(proposed.tolist())) == len(proposed) > 0
    assert set(proposed.tolist()) <= set(range(len(world)))


def test_a_part_of_the_items_is_scored_as_in_the_whole(source: Source, world: World) -> None:
    opinion = source.score(drinker(world))
    part = np.array([5, 1, 3], np.int32)
    assert (opinion.columns(part) == opinion.columns(every(world))[part]).all()


def test_the_same_visitor_is_scored_the_same(source: Source, world: World) -> None:
    first, second = (source.score(drinker(world)).columns(every(world)) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("name", LEARNED)
def test_an_item_that_was_never_learned_scores_nothing(name: str, world: World) -> None:
    columns = named(world, name).score(drinker(world)).columns(every(world))
    assert not columns[world.index["umbrella"]].any()


def test_an_item_that_was_never_learned_can_be_the_visitors_own(source: Source, world: World) -> None:
    fan = visitor(world, fact("view_item", 0.1, "umbrella"))
    columns = source.score(fan).columns(every(world))
    assert columns.shape[0] == len(world)
    if source.name in ("personal", "affinity"):
        assert columns[world.index["umbrella"]].any()


def test_affinity_hears_a_search(world: World) -> None:
    searcher = visitor(world, fact("search", 0.1, query="Klingel"))
    proposed = named(world, "affinity").score(searcher).proposed
    assert set(names(world, proposed)) == set(BIKE)


def test_affinity_tells_a_lasting_taste_from_the_last_whim(world: World) -> None:
    bikes = [fact("view_item", days, "bell") for days in (30, 31, 32, 33)]
    fan = visitor(world, *bikes, fact("view_item", 1, "green"))
    source = named(world, "affinity")
    columns = source.score(fan).columns(np.array([world.index["bell"], world.index["green"]]))
    lately, lasting = (columns[:, source.features.index(name)] for name in ("affinity_lift", "affinity_long"))
    assert lately.argmax() == 1
    assert lasting.argmax() == 0


def test_affinity_hears_a_brand() -> None:
    world = shop(bell=item("bell", "bike", brand="Ding"), mint=item("mint", "tea", brand="Ding"))
    columns = named(world, "affinity").score(visitor(world, bought(1, "bell"))).columns(every(world))
    assert np.flatnonzero(columns[:, -1]).tolist() == sorted([world.index["bell"], world.index["mint"]])


def test_the_best_of_a_category_is_as_popular_there_as_can_be(world: World) -> None:
    columns = named(world, "popularity").score(stranger(NOW)).columns(every(world))[:, -1]
    assert {max(columns[world.index[name]] for name in kind) for kind in (TEA, BIKE)} == {1}


def test_what_moves_to_another_category_is_measured_by_the_best_there(world: World) -> None:
    popularity = named(world, "popularity")
    before = popularity.score(stranger(NOW)).columns(every(world))[:, -1]
    best = next(name for name in BIKE if before[world.index[name]] == 1)
    world.apply({best: item(best, "tea")}, 2)
    after = popularity.score(stranger(NOW)).columns(every(world))[:, -1]
    assert 0 < after[world.index[best]] < 1


def test_a_newcomer_is_thought_to_want_what_people_alike_want() -> None:
    danes = [kept("view_item", 1, f"Dane {n}", item_id="bell", country="DK") for n in range(20)]
    others = [kept("view_item", 1, f"other {n}", item_id="green") for n in range(40)]
    world = shop(learned(*danes, *others))
    opinion = named(world, "cohort").score(stranger(NOW, {"country": "DK"}))
    assert names(world, opinion.proposed) == ["bell"]
    assert not named(world, "cohort").score(stranger(NOW)).columns(every(world)).any()


def test_a_session_is_not_like_a_visit_that_it_is_part_of(world: World) -> None:
    """Everybody meets two of the three teas: to who has two, others speak for the third above all."""
    both = visitor(world, fact("view_item", 0.1, "green"), fact("view_item", 0.1, "black"))
    votes = named(world, "sessions").score(both).columns(every(world))[:, 0]
    assert names(world, np.flatnonzero(votes == votes.max())) == ["mint"]


def test_one_person_alone_speaks_for_nothing_however_often() -> None:
    odd = [kept("view_item", 1 + day, "odd", item_id=name) for day in range(4) for name in ("green", "lamp")]
    world = shop(learned(*odd))
    lover = visitor(world, fact("view_item", 0.1, "green"))
    for name in ("sessions", "bm25", "cosine", "together"):
        assert not named(world, name).score(lover).columns(every(world))[world.index["lamp"]].any(), name


def test_right_after_a_purchase_the_next_one_is_less_likely(world: World) -> None:
    source = named(shop(learned(*weekly())), "repurchase")
    rates = [
        source.score(visitor(world, bought(days + 8, "bell"), bought(days, "bell"))) for days in (0.1, 7)
    ]
    fresh, due = (rate.columns(every(world))[world.index["bell"]] for rate in rates)
    assert fresh[0] < due[0]
    assert fresh[1] < np.log(1.1) < due[1]


def weekly() -> list[KeptEvent]:
    """Twenty who buy a bell every week."""
    bell = [{"item_id": "bell", "quantity": 1, "price": 2}]
    return [kept("purchase", week * 7 + 1, f"weekly {n}", items=bell) for n in range(20) for week in range(6)]


def test_what_costs_nothing_breaks_no_price(world: World) -> None:
    product = named(world, "product")
    free = product.score(drinker(world)).columns(every(world))
    assert not free[:, product.features.index("item_price")].any()


def test_a_dear_thing_is_dear_for_who_is_used_to_cheap_ones() -> None:
    dear = [kept("purchase", 1, f"rich {n}", items=[{"item_id": "lamp", "price": 900}]) for n in range(3)]
    world = shop(learned(*dear))
    product = named(world, "product")
    columns = product.score(drinker(world)).columns(every(world))
    assert columns[world.index["lamp"], product.features.index("dearer")] > 2


def test_stars_are_believed_the_more_people_give_them() -> None:
    rated = [
        kept("experience_rated", 1, f"critic {n}", item_id=name, metric="stars", score=stars)
        for name, stars, people in (("green", 5, 1), ("black", 5, 9), ("bell", 1, 9))
        for n in range(people)
    ]
    world = shop(learned(*rated))
    product = named(world, "product")
    stars = product.score(stranger(NOW)).columns(every(world))[:, product.features.index("item_stars")]
    by_name = {name: stars[world.index[name]] for name in ("green", "black", "bell")}
    assert by_name["black"] > by_name["green"] > 0 > by_name["bell"]


def test_a_visitor_with_two_thousand_rows_is_no_trouble(source: Source, world: World) -> None:
    looks = (fact("view_item", n / 100, (*TEA, *BIKE, "umbrella")[n % 7]) for n in range(2_000))
    opinion = source.score(visitor(world, *looks))
    assert np.isfinite(opinion.columns(every(world))).all()
    assert len(opinion.proposed) <= len(world)


def test_what_was_taken_back_is_no_liking(world: World) -> None:
    unsure = visitor(world, fact("view_item", 1, "green"), fact("not_interested", 0.5, "green"))
    for name in ("als", "bm25", "cosine", "together", "sessions"):
        assert not named(world, name).score(unsure).columns(every(world)).any()


def test_later_looks_count_more(world: World) -> None:
    fan = visitor(world, fact("view_item", 20, "bell"), fact("view_item", 0.1, "green"))
    personal = named(world, "personal")
    columns = personal.score(fan).columns(every(world))[:, personal.features.index("recency")]
    assert columns[world.index["green"]] > columns[world.index["bell"]] > 0


def test_looks_within_one_hour_are_one_visit(world: World) -> None:
    personal = named(world, "personal")
    at = personal.features.index("visits")
    one = visitor(world, fact("view_item", 0.01, "green"), fact("view_item", 0.012, "green"))
    two = visitor(world, fact("view_item", 0.01, "green"), fact("view_item", 2, "green"))
    visits = [np.expm1(personal.score(v).columns(every(world))[world.index["green"], at]) for v in (one, two)]
    assert visits == pytest.approx([1, 2])


def test_neighbours_say_which_of_the_own_items_speaks_for_one(world: World) -> None:
    fan = visitor(world, fact("view_item", 0.1, "green"), fact("view_item", 0.1, "bell"))
    opinion = named(world, "bm25").score(fan)
    assert isinstance(opinion, Near)
    closest = opinion.closest_own(np.array([world.index["mint"], world.index["lock"]]))
    assert {world.ids[i]: world.ids[own] for i, (_, own) in closest.items()} == {
        "mint": "green",
        "lock": "bell",
    }


def test_pairs_that_only_one_person_shares_are_no_neighbours() -> None:
    world = shop(
        learned(kept("view_item", 1, "odd", item_id="green"), kept("view_item", 1, "odd", item_id="lamp"))
    )
    source = named(world, "bm25")
    assert isinstance(source, Neighbours)
    assert "lamp" not in names(world, source.of(world.index["green"])[0])


def test_nobodys_factors_are_in_the_model(world: World) -> None:
    per_person = [name for name, array in world.model.arrays.items() if len(array) == 15]
    assert per_person == ["session_ages"]  # everybody bought once


def test_liking_nothing_folds_in_to_nothing(world: World) -> None:
    als = named(world, "als")
    assert isinstance(als, Factors)
    assert not als.fold_in(np.zeros(0, np.int32), np.zeros(0, np.float32)).any()


def test_the_strongest_are_proposed_also_where_most_are_worth_nothing() -> None:
    values = np.zeros(50, np.float32)
    values[[7, 49]] = 1, 2
    assert {7, 49} <= set(strongest(values, 5).tolist())


def test_as_many_are_proposed_as_there_is_room_for() -> None:
    assert len(strongest(np.ones(50, np.float32), 5)) == 5
    assert sorted(strongest(np.arange(9, dtype=np.float32), 3).tolist()) == [6, 7, 8]
    assert strongest(np.ones(2, np.float32), 5).tolist() == [0, 1]
