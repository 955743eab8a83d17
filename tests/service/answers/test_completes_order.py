"""Completes the order: what others bought along with the cart, or the order that hasn't left yet."""

from __future__ import annotations

from service.answers.answer import Answer
from service.answers.kinds.completes_order import COMPLETES_ORDER
from tests.service.answers.counter import Counter


def suggested(counter: Counter, **question: str) -> list[Answer]:
    return counter.answers(COMPLETES_ORDER, **question)


def test_beside_the_cart_stands_what_others_bought_with_it(counter: Counter) -> None:
    counter.happen("add_to_cart", "bell", quantity=1)
    (answer,) = suggested(counter)
    assert (answer.item_id in ("lamp", "lock"), answer.order_id) == (True, None)
    assert answer.data["beside"] == "bell"


def test_the_cart_comes_before_the_order(counter: Counter) -> None:
    counter.order("1", "green")
    counter.pass_days(0.01).happen("add_to_cart", "bell", quantity=1)
    (answer,) = suggested(counter)
    assert (answer.data["beside"], answer.order_id) == ("bell", None)


def test_what_somebody_has_is_not_missing(counter: Counter) -> None:
    counter.order("1", "green", "black", "mint")
    assert suggested(counter) == []


def test_another_variant_of_what_somebody_has_is_not_missing(counter: Counter) -> None:
    for name in ("green", "black", "mint"):
        counter.sell(name, item_group_id="tea")
    counter.order("1", "green")
    assert suggested(counter) == []


def test_an_order_that_left_or_was_cancelled_is_complete(counter: Counter) -> None:
    for order_id, news in (("1", "shipment_dispatched"), ("2", "order_cancelled")):
        counter.order(order_id, "green")
        assert suggested(counter)[0].order_id == order_id
        counter.pass_days(0.5).happen(news, order_id=order_id)
        assert suggested(counter) == []
        counter.pass_days(0.5)


def test_asked_about_another_order_nothing_is_said_of_this_one(counter: Counter) -> None:
    counter.order("1", "green")
    assert suggested(counter, order_id="2") == []
    assert suggested(counter, order_id="1")


def test_beside_something_sensitive_nothing_stands(counter: Counter) -> None:
    counter.sell("green", sensitive=True)
    counter.order("1", "green")
    assert suggested(counter) == []


def test_what_nobody_learned_anything_about_has_nothing_beside_it(counter: Counter) -> None:
    counter.sell("cocoa")
    counter.order("1", "cocoa", "unheard of")
    assert suggested(counter) == []
