"""A page: full, each thing once, personal before general, and never what must not stand there."""

from __future__ import annotations

from typing import Any

import pytest

from features.clock import DAY, to_datetime
from features.interactions import TABLE
from service.page.model import Page
from service.texts import text
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, NOW, TEA, item
from tests.service.page.asking import MANY, ids, items, on, page, shelves

SIZES = (1, 3, 20, 100)
PERSONAL = ("keep_looking", "because_you_viewed", "buy_again", "for_you", "cohort")


def drinker(floor: Floor, who: str = "Ann") -> Floor:
    """Bought green tea, looked at black tea lately."""
    floor.buy(3, "green", who=who)
    floor.happen("view_item", 1, who, item_id="black")
    return floor


def keen(floor: Floor) -> Floor:
    """Looks for bikes again and again, and has bought tea."""
    for day in (1, 2, 3):
        floor.happen("search", day, query="Klingel")
    return drinker(floor)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", [None, "Ann", "Nobody"])
def test_a_page_is_full_with_each_item_once_and_positions_in_order(
    floor: Floor, size: int, who: str | None
) -> None:
    floor.open().sell(MANY)
    answer = page(keen(floor), who, size=size)
    assert len(set(ids(answer))) == size
    assert [one.position for one in items(answer)] == list(range(1, size + 1))
    assert len(set(shelves(answer))) == len(answer.shelves)
    assert all(shelf.items and shelf.title for shelf in answer.shelves)
    assert not floor.failures


@pytest.mark.parametrize("size", SIZES)
def test_a_small_shop_shows_all_it_may(floor: Floor, size: int) -> None:
    answer = page(drinker(floor.open()), size=size)
    assert len(set(ids(answer))) == len(ids(answer)) == min(size, 6)


def test_one_variant_of_a_group_stands_on_a_page(floor: Floor) -> None:
    floor.open().sell(item(name, "tea", item_group_id="loose tea") for name in TEA)
    assert len(set(ids(page(drinker(floor)))) & set(TEA)) == 1
    assert len(ids(page(floor))) == 1 + len(BIKE)


def test_a_drinker_is_shown_tea_first(floor: Floor) -> None:
    answer = page(drinker(floor.open()), size=3)
    assert answer.personalised
    assert answer.shelves[0].shelf in PERSONAL
    assert "mint" in ids(answer)


def test_personal_shelves_stand_before_general_ones(floor: Floor) -> None:
    floor.open().sell(MANY)
    names = shelves(page(keen(floor), size=100))
    personal = [name in PERSONAL for name in names]
    assert personal == sorted(personal, reverse=True)
    assert True in personal
    assert False in personal


def test_scores_are_numbers_and_texts_are_there(floor: Floor) -> None:
    for one in items(page(keen(floor.open()))):
        assert one.score == one.score
        assert one.title
        assert one.currency == "EUR"
        assert one.reason.text


def test_who_keeps_looking_for_a_kind_of_product_finds_it(floor: Floor) -> None:
    assert set(on(page(keen(floor.open())), "keep_looking")) == set(BIKE)


def test_it_ends_when_it_was_bought(floor: Floor) -> None:
    keen(floor.open()).buy(0.1, "bell")
    assert "keep_looking" not in shelves(page(floor))


@pytest.mark.parametrize("query", ["Tee", "gruntee", "teas"])
def test_also_where_only_a_title_knows_the_words(floor: Floor, query: str) -> None:
    floor.open().sell(
        [item("pot", "pots").__class__(item_id="t", title={"en": "Teas", "de": "Tee"}, category="tea")]
    )
    for day in (1, 2, 3):
        floor.happen("search", day, query=query)
    assert set(on(page(floor), "keep_looking")) <= {*TEA, "t"}
    assert len(on(page(floor), "keep_looking")) >= 2


def test_what_goes_with_the_item_looked_at_last_is_there(floor: Floor) -> None:
    floor.open().happen("view_item", 1, item_id="lamp")
    answer = page(floor)
    assert set(on(answer, "because_you_viewed")) == {"bell", "lock"}
    assert next(s.title for s in answer.shelves if s.shelf == "because_you_viewed") == text(
        "de", "shelf.because_you_viewed", title="Lampe"
    )


def test_a_shelf_of_one_is_left_out_and_its_item_stands_elsewhere(floor: Floor) -> None:
    floor.open().sell([item("bell", "bike", available=False)])
    floor.happen("view_item", 1, item_id="lamp")
    answer = page(floor)
    assert "because_you_viewed" not in shelves(answer)
    assert "lock" in ids(answer)


def test_what_is_bought_again_and_again_stands_in_buy_again(floor: Floor) -> None:
    floor.open().sell([item("green", "tea", repeat_purchase=True)])
    assert on(page(drinker(floor)), "buy_again") == ["green"]


def test_what_one_does_not_buy_again_stands_nowhere_else_and_only_before_the_page_stays_short(
    floor: Floor,
) -> None:
    floor.open().sell([item("green", "tea", repeat_purchase=False)])
    drinker(floor)
    assert "green" not in ids(page(floor, size=5))
    assert on(page(floor, size=6), "buy_again") == ["green"]


def test_bought_for_good_and_looked_at_since_is_still_bought_for_good(floor: Floor) -> None:
    drinker(floor.open())
    for minute in range(20):
        floor.happen("view_item", 0.5 + minute / 1_000, item_id="green")
    assert "green" not in ids(page(floor, size=5))


def test_what_was_bought_is_remembered_behind_any_number_of_looks(floor: Floor) -> None:
    drinker(floor.open()).happen("not_interested", 2.9, item_id="lamp")
    for n in range(510):
        floor.happen("view_item", 2 - n / 1_000, item_id="mint")
    assert not {"green", "lamp"} & set(ids(page(floor, size=4)))


def test_the_cart_is_shown_in_the_cart_only(floor: Floor) -> None:
    drinker(floor.open()).happen("add_to_cart", 0.5, item_id="mint", quantity=1)
    assert "mint" not in ids(page(floor))
    assert "mint" in ids(page(floor, placement="cart"))


def test_what_was_taken_out_of_the_cart_is_back(floor: Floor) -> None:
    floor.open().happen("add_to_cart", 0.5, item_id="mint", quantity=2)
    floor.happen("remove_from_cart", 0.4, item_id="mint", quantity=1)
    assert "mint" not in ids(page(floor))
    floor.happen("remove_from_cart", 0.3, item_id="mint", quantity=1)
    assert "mint" in ids(page(floor))


def test_a_cart_ends_with_the_purchase(floor: Floor) -> None:
    floor.open().happen("add_to_cart", 0.5, item_id="mint", quantity=1)
    floor.buy(0.4, "bell")
    assert "mint" in ids(page(floor))


@pytest.mark.parametrize(("days", "there"), [(29, False), (31, True)])
def test_a_cart_ends_after_thirty_days(floor: Floor, days: int, there: bool) -> None:
    floor.open().happen("add_to_cart", days, item_id="mint", quantity=1)
    assert ("mint" in ids(page(floor))) is there


@pytest.mark.parametrize("who", [None, "Ann"])
@pytest.mark.parametrize("said", [{"available": False}, {"stock": 0}, {"sensitive": True}])
def test_what_may_not_be_shown_is_on_no_page(floor: Floor, said: dict[str, bool], who: str | None) -> None:
    floor.open().sell([item("mint", "tea", **said)])
    drinker(floor).happen("view_item", 0.1, item_id="mint")
    assert set(ids(page(floor, who))) == {*TEA, *BIKE} - {"mint"}


@pytest.mark.parametrize("size", [1, 3, 20])
@pytest.mark.parametrize("said", [{"item_id": "lamp"}, {"category": "bike"}])
def test_what_was_waved_away_is_on_no_page(floor: Floor, said: dict[str, str], size: int) -> None:
    keen(floor.open()).happen("not_interested", 0.1, **said)
    gone = {"lamp"} if "item_id" in said else set(BIKE)
    assert not gone & set(ids(page(floor, size=size)))


def test_what_was_shown_before_is_left_out_and_the_next_comes(floor: Floor) -> None:
    first = page(drinker(floor.open()), size=2)
    second = page(floor, size=2, exclude=frozenset([*ids(first), "unheard of"]))
    assert len(ids(second)) == 2
    assert not set(ids(first)) & set(ids(second))


def test_a_change_of_the_catalogue_is_on_the_next_page(floor: Floor) -> None:
    drinker(floor.open())
    assert "mint" in ids(page(floor))
    floor.sell([item("mint", available=False)])
    assert "mint" not in ids(page(floor))
    floor.sell([item("mint", price=7.0)])
    assert next(one.price for one in items(page(floor)) if one.item_id == "mint") == 7
    floor.delete("mint")
    assert "mint" not in ids(page(floor))


def test_tomorrows_price_is_on_tomorrows_page(floor: Floor) -> None:
    floor.open().sell([item("mint", "tea", price=2.0, valid_from=to_datetime(NOW + DAY))])
    floor.now += DAY
    assert next(one.price for one in items(page(floor)) if one.item_id == "mint") == 2


def test_an_event_changes_the_next_page(floor: Floor) -> None:
    floor.open()
    before = ids(page(floor))
    drinker(floor)
    assert ids(page(floor)) != before


def test_the_same_question_has_the_same_answer(floor: Floor) -> None:
    keen(floor.open())
    assert ids(page(floor)) == ids(page(floor))


@pytest.mark.parametrize(
    "kind", [kind.event for kind in TABLE if kind.event not in ("other", "purchase", "refund")]
)
@pytest.mark.parametrize("size", [1, 6])
def test_any_single_event_leaves_a_page(floor: Floor, kind: str, size: int) -> None:
    fields: dict[str, Any] = {"item_id": "green"} | ({"quantity": 1} if "cart" in kind else {})
    floor.open().happen(kind, 1, "Ann", **fields)
    assert len(ids(page(floor, size=size))) >= min(size, 5)
    assert not floor.failures


def test_an_anonymous_visitor_has_a_personal_page_too(floor: Floor) -> None:
    floor.open().happen("view_item", 1, None, anonymous_id="phone", item_id="green")
    answer = page(floor, None, anonymous_id="phone")
    assert (answer.personalised, answer.customer_id) == (True, None)


def test_after_signing_in_the_device_is_the_customers(floor: Floor) -> None:
    floor.open().happen("view_item", 1, None, anonymous_id="phone", item_id="green")
    floor.happen("identify", 0.5, customer_id="Ann", anonymous_id="phone")
    answer = page(floor, None, anonymous_id="phone")
    assert answer.customer_id == "Ann"
    assert on(answer, "because_you_viewed")


def test_without_a_catalogue_what_was_learned_is_shown_by_its_id(floor: Floor) -> None:
    floor.publish()
    floor.live.refresh_model()
    answer: Page = page(drinker(floor))
    assert {one.title for one in items(answer)} == {*TEA, *BIKE}
    assert {one.price for one in items(answer)} == {None}


def test_what_todays_search_names_stands_first_among_what_is_chosen(floor: Floor) -> None:
    floor.open().happen("view_item", 3, item_id="bell")
    floor.happen("search", 0.1, query="Minztee")
    shelf = next(shelf for shelf in page(floor).shelves if shelf.shelf == "for_you")
    assert shelf.items[0].item_id == "mint"


def test_what_nobody_likes_is_pushed_to_nobody_and_fills_the_page_only_in_the_end(floor: Floor) -> None:
    floor.open().sell([item("green", "tea", rating_mean=1.2, rating_count=80)])
    answer = page(floor, None)
    assert not {"green"} & {*on(answer, "trending"), *on(answer, "popular")}
    assert on(answer, "assortment") == ["green"]
    assert "green" not in ids(page(floor, None, size=5))


def test_whoever_buys_what_nobody_else_likes_finds_it_again(floor: Floor) -> None:
    floor.open().sell([item("green", "tea", rating_mean=1.2, rating_count=80, repeat_purchase=True)])
    assert on(page(drinker(floor)), "buy_again") == ["green"]
