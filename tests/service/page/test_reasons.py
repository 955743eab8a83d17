"""Every product says why it is there, by the visitor's own doing and in the visitor's language."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from features.catalogue import Item
from service.page.model import PageItem, Related
from service.page.shelves import DEFAULT_PAGE, LAST_RESORT, PERSONAL_PAGE
from service.texts import text
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import BIKE, TEA, item
from tests.service.page.asking import MANY, items, page, reasons, service

SHELVES = sorted({kind.name for kind in (*PERSONAL_PAGE, *DEFAULT_PAGE, *LAST_RESORT)})
REASONS = (
    *("viewed", "bought", "in_cart", "on_wishlist", "searched", "kept_searching", "kept_looking"),
    *(
        "search_area",
        "bought_often",
        "bought_once",
        "cohort",
        "trending",
        "popular",
        "assortment",
        "similar",
        "together",
    ),
)
VALUES: dict[str, Any] = {"title": "Kanne", "query": "Kanne", "times": 3}


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("key", [*(f"shelf.{s}" for s in SHELVES), *(f"reason.{r}" for r in REASONS)])
def test_every_shelf_and_every_reason_has_a_text(key: str, locale: str) -> None:
    assert text(locale, key, **VALUES)


@pytest.mark.parametrize("key", [f"reason.{reason}" for reason in REASONS if reason != "assortment"])
def test_german_and_english_differ(key: str) -> None:
    assert text("de", key, **VALUES) != text("en", key, **VALUES)


def why(floor: Floor, item_id: str, **fields: Any) -> PageItem:
    return next(one for one in items(page(floor, **fields)) if one.item_id == item_id)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("view_item", "viewed"), ("add_to_wishlist", "on_wishlist"), ("add_to_cart", "in_cart")],
)
def test_a_reason_names_what_the_visitor_did(floor: Floor, kind: str, reason: str) -> None:
    fields: dict[str, Any] = {"quantity": 1} if kind == "add_to_cart" else {}
    floor.open().happen(kind, 1, "Ann", item_id="green", **fields)
    floor.happen("view_item", 0.5, item_id="bell")
    found = why(floor, "mint").reason
    assert (found.kind, found.item_ids) == (reason, ["green"])
    assert found.text == text("de", f"reason.{reason}", title="Grüntee")


def test_buying_counts_more_than_looking(floor: Floor) -> None:
    floor.open().happen("view_item", 3, item_id="green")
    floor.buy(2, "green")
    floor.happen("view_item", 0.5, item_id="bell")
    assert why(floor, "mint").reason.kind == "bought"


def test_a_reason_never_names_what_somebody_else_did(floor: Floor) -> None:
    floor.open().sell(MANY)
    floor.buy(1, "green")
    floor.happen("view_item", 1, "Bob", item_id="bell")
    named = {name for one in items(page(floor)) for name in one.reason.item_ids}
    assert named == {"green"}


@pytest.mark.parametrize("kind", ["view_item", "add_to_wishlist", "purchase"])
def test_a_reason_never_names_something_sensitive(floor: Floor, kind: str) -> None:
    floor.open().sell([item("green", "tea", sensitive=True)])
    for day in (1, 2, 3):
        if kind == "purchase":
            floor.buy(day, "green")
        else:
            floor.happen(kind, day, item_id="green")
    answer = page(floor)
    assert all("green" not in one.reason.item_ids for one in items(answer))
    assert "Grüntee" not in repr(answer)


def test_a_sensitive_search_is_not_repeated_on_the_page(floor: Floor) -> None:
    floor.open().sell([item("green", "tea", sensitive=True)])
    for day in (1, 2, 3):
        floor.happen("search", day, query="Grüntee")
    assert "Grüntee" not in repr(page(floor))


def test_a_search_is_a_reason_in_the_visitors_own_words(floor: Floor) -> None:
    floor.open().happen("search", 1, query="Klingel")
    found = why(floor, "lock").reason
    assert (found.kind, found.text) == ("search_area", text("de", "reason.search_area", query="Klingel"))
    assert why(floor, "bell").reason.text == text("de", "reason.searched", query="Klingel")


def test_who_keeps_searching_is_told_so(floor: Floor) -> None:
    floor.open()
    for day in (1, 2, 3):
        floor.happen("search", day, query="Klingel")
    said = reasons(page(floor), "keep_looking")
    assert set(said) == set(BIKE)
    assert next(iter(said)) == "bell"
    assert said["bell"] == text("de", "reason.kept_searching", query="Klingel")
    assert said["lock"] == text("de", "reason.search_area", query="Klingel")


def test_who_keeps_looking_is_told_at_what(floor: Floor) -> None:
    floor.open()
    for day, name in ((3, "bell"), (2, "lamp"), (1, "bell")):
        floor.happen("view_item", day, item_id=name)
    said = reasons(page(floor), "keep_looking")
    assert set(said.values()) == {text("de", "reason.kept_looking", title="Klingel")}


@pytest.mark.parametrize(("orders", "reason"), [(1, "bought_once"), (3, "bought_often")])
def test_buying_again_counts_the_orders(floor: Floor, orders: int, reason: str) -> None:
    floor.open().sell([item("green", "tea", repeat_purchase=True)])
    for day in range(3, orders + 3):
        floor.buy(day, "green")
    said = reasons(page(floor), "buy_again")
    assert said == {"green": text("de", f"reason.{reason}", times=orders)}


@pytest.mark.parametrize(
    ("locale", "language"), [("en", "en"), ("en-GB", "en"), ("de-AT", "de"), ("fr", "de"), ("", "de")]
)
def test_a_page_speaks_the_language_asked_for(floor: Floor, locale: str, language: str) -> None:
    answer = page(floor.open(), None, locale=locale)
    assert answer.shelves[0].title == text(language, "shelf.trending")
    assert items(answer)[0].reason.text == text(language, "reason.trending")


def test_titles_are_in_the_language_asked_for_also_in_reasons(floor: Floor) -> None:
    titled = Item(item_id="green", title={"de": "Grüntee", "en": "Green tea"}, category="tea")
    floor.open().sell([titled])
    floor.happen("view_item", 1, item_id="green")
    answer = page(floor, locale="en")
    assert "Green tea" in {one.title for one in items(answer)}
    assert "Green tea" in reasons(answer, "because_you_viewed")["mint"]


def test_a_long_title_is_cut_in_a_reason(floor: Floor) -> None:
    long = Item(item_id="green", title="sehr " * 50 + "grün", category="tea")
    floor.open().sell([long])
    floor.happen("view_item", 1, item_id="green")
    assert len(reasons(page(floor), "because_you_viewed")["mint"]) < 110


def related_to(floor: Floor, item_id: str, kind: Literal["similar", "together"]) -> Related | None:
    pages = service(floor)
    return pages.related(item_id, kind, "de", 5, pages.news())


def test_what_goes_with_an_item_says_so(floor: Floor) -> None:
    related = related_to(floor.open(), "green", "together")
    assert related is not None
    assert {one.item_id for one in related.items} == set(TEA) - {"green"}
    assert {one.reason.text for one in related.items} == {text("de", "reason.together", title="Grüntee")}
    assert [one.position for one in related.items] == [1, 2]


def test_of_an_item_nobody_bought_nothing_is_said_to_be_bought_together(floor: Floor) -> None:
    floor.open().sell([item("pot", "tea")])
    related = related_to(floor, "pot", "together")
    assert related is not None
    assert {one.reason.kind for one in related.items} <= {"similar"}


def test_what_goes_with_something_unknown_is_not_known(floor: Floor) -> None:
    assert related_to(floor.open(), "unheard of", "similar") is None


def test_what_goes_with_an_item_is_filtered_like_a_page(floor: Floor) -> None:
    floor.open().sell([item("mint", "tea", available=False), item("black", "tea", sensitive=True)])
    related = related_to(floor, "green", "similar")
    assert related is not None
    assert not related.items


def test_nobody_needs_again_what_was_bought_yesterday(floor: Floor) -> None:
    floor.open().sell([item("green", "tea", repeat_purchase=True)])
    floor.buy(1, "green")
    assert not reasons(page(floor), "buy_again")
