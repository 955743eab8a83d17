"""Somebody who keeps looking for the same kind of product is noticed; somebody who just looked isn't."""

from __future__ import annotations

import pytest

from features.catalogue import Item
from service.engine.interests import lasting_interests
from service.engine.world import World
from service.store.records import Fact
from tests.service.engine.small_shop import bought, fact, item, shop, visitor


def kept_looking(world: World, *facts: Fact) -> list[str]:
    return [world.categories[i.category] for i in lasting_interests(visitor(world, *facts), world)]


def searches(query: str, *days: float) -> list[Fact]:
    return [fact("search", day, query=query) for day in days]


def looks(name: str, *days: float) -> list[Fact]:
    return [fact("view_item", day, name) for day in days]


def test_three_searches_on_three_days_are_an_interest() -> None:
    world = shop(coat=item("coat", "rain"))
    assert kept_looking(world, *searches("Coat", 1, 2, 3)) == ["rain"]


@pytest.mark.parametrize("query", ["tee", "TEE", "Grüntee", "gruntee", "Minze Minztee"])
def test_a_search_means_the_category_of_the_titles_it_matches(query: str) -> None:
    world = shop(pot=item("pot", "tea"), bag=item("bag", "tea", available=False))
    assert kept_looking(world, *searches(query, 1, 2, 3)) == ["tea"]


def test_titles_of_every_language_are_searched() -> None:
    titles = {"de": "Wasserkocher", "en": "Kettle"}
    world = shop(kettle=Item(item_id="kettle", title=dict(titles), category="kitchen"))
    assert kept_looking(world, *searches("wasserkocher", 1, 2), *searches("kettles", 3)) == ["kitchen"]


def test_looking_again_and_again_is_an_interest_too() -> None:
    assert kept_looking(shop(), *looks("green", 1, 2), *looks("black", 3)) == ["tea"]


def test_looks_and_searches_count_together() -> None:
    assert kept_looking(shop(), *looks("green", 1, 2), *searches("Minztee", 3)) == ["tea"]


@pytest.mark.parametrize("days", [(1, 2), (1, 1.001, 1.002), (1,)])
def test_one_visit_or_two_looks_are_none(days: tuple[float, ...]) -> None:
    assert kept_looking(shop(), *looks("green", *days)) == []


def test_one_visit_is_one_visit_also_when_the_clock_strikes() -> None:
    """NOW is noon: the looks lie five minutes around eleven."""
    minute = 1 / 24 / 60
    assert kept_looking(shop(), *looks("green", 57 * minute, 60 * minute, 63 * minute)) == []


def test_many_looks_at_once_are_an_interest() -> None:
    assert kept_looking(shop(), *looks("green", 1, 1.001, 1.002, 1.003, 1.004)) == ["tea"]


def test_a_purchase_of_the_kind_ends_it() -> None:
    assert kept_looking(shop(), *looks("green", 1, 2, 3), bought(0.5, "black")) == []


def test_a_purchase_of_another_kind_does_not() -> None:
    assert kept_looking(shop(), *looks("green", 1, 2, 3), bought(0.5, "bell")) == ["tea"]


def test_looking_again_after_the_purchase_begins_anew() -> None:
    assert kept_looking(shop(), bought(5, "green"), *looks("black", 1, 2, 3)) == ["tea"]


def test_what_was_looked_for_a_month_ago_is_forgotten() -> None:
    assert kept_looking(shop(), *looks("green", 29, 30, 31)) == []


def test_the_most_persistent_interest_comes_first() -> None:
    facts = [*looks("green", 1, 2, 3), *searches("Klingel", 1, 2, 3, 4)]
    assert kept_looking(shop(), *facts) == ["bike", "tea"]


def test_a_search_that_names_its_category_needs_no_words() -> None:
    facts = [fact("search", day, query="???", category="bike") for day in (1, 2, 3)]
    assert kept_looking(shop(), *facts) == ["bike"]


def test_searches_nobody_understands_are_no_interest() -> None:
    assert kept_looking(shop(), *searches("xyzzy", 1, 2, 3), *searches("!", 1, 2, 3)) == []


def test_looking_at_something_sensitive_again_and_again_is_kept_quiet() -> None:
    world = shop(green=item("green", "tea", sensitive=True))
    assert kept_looking(world, *looks("green", 1, 2, 3)) == []


def test_in_a_shop_without_a_catalogue_nobody_has_an_interest() -> None:
    world = World(shop().model)
    assert kept_looking(world, *looks("green", 1, 2, 3), *searches("tee", 1, 2, 3)) == []
