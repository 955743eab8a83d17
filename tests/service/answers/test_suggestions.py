"""What is suggested to somebody who comes back: cheaper, there again, used up, forgotten; never unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.answers.kind import Kind
from service.answers.kinds.back_in_stock import BACK_IN_STOCK
from service.answers.kinds.buy_again import BUY_AGAIN
from service.answers.kinds.completes_order import COMPLETES_ORDER
from service.answers.kinds.price_drop import PRICE_DROP
from service.engine.past import LAST_EVENTS
from tests.service.answers.counter import Counter

Told = Callable[[Counter], None]


def cheaper(counter: Counter) -> None:
    """Ann wished for black tea; a month later it costs less."""
    counter.sell("black", price=10.0, currency="EUR", url="/black")
    counter.pass_days(30).happen("add_to_wishlist", "black")
    counter.pass_days(5).sell("black", price=8.0, currency="EUR", url="/black")


def there_again(counter: Counter) -> None:
    """Ann looked at mint tea while it was sold out."""
    counter.pass_days(1).sell("mint", stock=0)
    counter.pass_days(1).happen("view_item", "mint")
    counter.pass_days(1).sell("mint", stock=3)


def used_up(counter: Counter) -> None:
    """Ann bought two packets of green tea every month, the last time a month ago."""
    for order in ("1", "2", "3"):
        counter.order(order, "green", pieces=2)
        counter.pass_days(30)


def forgotten(counter: Counter) -> None:
    """Ann ordered green tea a minute ago; others buy black or mint tea with it."""
    counter.order("1", "green")
    counter.pass_days(0.001)


SUGGESTED: list[tuple[Kind, Told, str, str]] = [
    (
        PRICE_DROP,
        cheaper,
        "„Schwarztee“ kostet jetzt 8,00\xa0€; der niedrigste Preis der 30 Tage davor war 10,00\xa0€.",
        "“Schwarztee” now costs €8.00; the lowest price of the 30 days before was €10.00.",
    ),
    (BACK_IN_STOCK, there_again, "Wieder lieferbar: „Minztee“.", "Back in stock: “Minztee”."),
    (
        BUY_AGAIN,
        used_up,
        "Wieder Zeit für Nachschub? „Grüntee“, zuletzt gekauft vor 1 Monat.",
        "Time for more? “Grüntee”, last bought 1 month ago.",
    ),
    (
        COMPLETES_ORDER,
        forgotten,
        "Die Bestellung ist noch nicht unterwegs: „Minztee“ wird oft zusammen mit „Grüntee“ gekauft.",
        "The order has not left yet: “Minztee” is often bought together with “Grüntee”.",
    ),
]
each = pytest.mark.parametrize(
    ("kind", "told"), [row[:2] for row in SUGGESTED], ids=lambda k: getattr(k, "name", "")
)


@pytest.mark.parametrize(
    ("kind", "told", "german", "english"), SUGGESTED, ids=lambda k: getattr(k, "name", "")
)
def test_it_is_said_in_german_and_in_english(
    counter: Counter, kind: Kind, told: Told, german: str, english: str
) -> None:
    told(counter)
    assert [answer.text for answer in counter.answers(kind, locale="de-AT")] == [german]
    assert [answer.text for answer in counter.answers(kind, locale="en")] == [english]


@each
def test_one_click_puts_it_in_the_cart_and_then_it_is_not_suggested(
    counter: Counter, kind: Kind, told: Told
) -> None:
    told(counter)
    (answer,) = counter.answers(kind)
    body: dict[str, Any] = answer.data["action"]["body"]
    assert (body["event"], body["item_id"]) == ("add_to_cart", answer.item_id)
    counter.pass_days(0.01).happen(body.pop("event"), body.pop("item_id"), **body)
    assert answer.item_id not in [one.item_id for one in counter.answers(kind)]


@each
@pytest.mark.parametrize("how", [{"available": False}, {"stock": 0}, {"sensitive": True}])
def test_what_cannot_be_bought_or_is_sensitive_is_not_suggested(
    counter: Counter, kind: Kind, told: Told, how: dict[str, Any]
) -> None:
    told(counter)
    (answer,) = counter.answers(kind)
    counter.sell(str(answer.item_id), price=8.0, currency="EUR", **how)
    assert answer.item_id not in [one.item_id for one in counter.answers(kind)]


@each
@pytest.mark.parametrize("by", ["item_id", "category"])
def test_what_was_waved_away_is_not_suggested(counter: Counter, kind: Kind, told: Told, by: str) -> None:
    told(counter)
    (answer,) = counter.answers(kind)
    about = {by: answer.item_id if by == "item_id" else "tea"}
    counter.happen("not_interested", None, "Ann", **about)
    assert answer.item_id not in [one.item_id for one in counter.answers(kind)]


def test_what_was_waved_away_long_ago_is_never_suggested(counter: Counter) -> None:
    counter.happen("not_interested", "black")
    counter.pass_days(1)
    for _ in range(LAST_EVENTS):
        counter.happen("view_item", "lamp")
    cheaper(counter)
    assert counter.answers(PRICE_DROP) == []


@each
def test_asked_about_something_else_it_is_not_said(counter: Counter, kind: Kind, told: Told) -> None:
    told(counter)
    (answer,) = counter.answers(kind)
    assert counter.answers(kind, item_id=answer.item_id)
    assert counter.answers(kind, item_id="lamp") == counter.answers(kind, order_id="another") == []


@each
def test_a_deleted_item_is_not_suggested(counter: Counter, kind: Kind, told: Told) -> None:
    told(counter)
    (answer,) = counter.answers(kind)
    counter.floor.delete(str(answer.item_id))
    assert answer.item_id not in [one.item_id for one in counter.answers(kind)]


def test_a_price_that_rose_again_before_the_answer_is_no_drop(counter: Counter) -> None:
    cheaper(counter)
    asked = counter.asked()
    counter.sell("black", price=9.9, currency="EUR")
    counter.floor.live.apply(counter.floor.live.news())
    assert list(PRICE_DROP.of(asked)) == []
