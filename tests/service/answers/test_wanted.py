"""What somebody wanted: met, kept, and no more once it was bought or waved away."""

from __future__ import annotations

from service.answers.wanted import unwanted_of, wanted_of
from tests.service.engine.small_shop import bought, fact


def test_what_was_met_last_comes_first() -> None:
    facts = [fact("view_item", 3, "green"), fact("view_item", 2, "mint"), fact("view_item", 1, "green")]
    assert [(w.item_id, w.visits) for w in wanted_of(facts)] == [("green", 2), ("mint", 1)]


def test_looks_within_the_hour_are_one_visit() -> None:
    looks = [fact("view_item", 1 + n / 100, "green") for n in (3, 2, 1, 0)]
    assert wanted_of(looks)[0].visits == 1


def test_what_was_wished_for_or_put_in_the_cart_is_kept() -> None:
    facts = [
        fact("add_to_wishlist", 3, "green"),
        fact("add_to_cart", 2, "mint"),
        fact("view_item", 1, "lamp"),
    ]
    assert {w.item_id: w.kept for w in wanted_of(facts)} == {"green": True, "mint": True, "lamp": False}


def test_what_was_bought_or_waved_away_is_wanted_no_more() -> None:
    looks = [fact("view_item", 3, "green"), fact("view_item", 3, "mint"), fact("view_item", 3, "lamp")]
    facts = [*looks, bought(2, "green"), fact("not_interested", 1, "mint")]
    assert [w.item_id for w in wanted_of(facts)] == ["lamp"]


def test_looked_at_again_after_it_was_bought_it_is_wanted_from_then_on() -> None:
    (wanted,) = wanted_of(
        [fact("add_to_cart", 3, "green"), bought(2, "green"), fact("view_item", 1, "green")]
    )
    assert (wanted.first_at, wanted.kept) == (wanted.last_at, False)


def test_only_the_last_thirty_count() -> None:
    names = [w.item_id for w in wanted_of(fact("view_item", 50 - n, f"item {n}") for n in range(50))]
    assert names == [f"item {n}" for n in range(49, 19, -1)]


def test_events_about_no_item_say_nothing() -> None:
    assert wanted_of([fact("search", 1, query="tea"), fact("not_interested", 1, category="tea")]) == []


def test_a_category_that_was_waved_away_goes_with_everything_below_it() -> None:
    unwanted = unwanted_of([fact("not_interested", 1, category="/kitchen/tea/"), fact("view_item", 1, "pot")])
    below = ["kitchen/tea", "kitchen/tea/green", "kitchen", "kitchen/teapots", None]
    assert [unwanted.has("any", category) for category in below] == [True, True, False, False, False]


def test_an_item_that_was_waved_away_goes_alone() -> None:
    unwanted = unwanted_of([fact("not_interested", 400, "green")])
    assert (unwanted.has("green", "tea"), unwanted.has("mint", "tea")) == (True, False)
