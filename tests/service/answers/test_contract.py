"""What the shop owes: carts, days to send back, and an invitation only after what went well."""

from __future__ import annotations

from typing import Any

import pytest

from features.clock import parse_duration
from service.answers.answer import Answer
from service.answers.kinds.cart import CART
from service.answers.kinds.delivery_promise import DELIVERY_PROMISE
from service.answers.kinds.return_window import RETURN_WINDOW
from service.answers.kinds.review_invitation import REVIEW_INVITATION
from tests.service.answers.counter import Counter
from tests.service.answers.orders import moves, order, with_calendar


def put(counter: Counter, name: str = "black", quantity: int = 1, **who: Any) -> None:
    """On Ann's phone, where nothing else is said."""
    device = who or {"customer_id": "Ann", "anonymous_id": "phone"}
    counter.floor.happen("add_to_cart", 0, item_id=name, quantity=quantity, **device)


def text(answers: list[Answer]) -> str | None:
    return answers[0].text if answers else None


def test_a_cart_follows_from_the_phone_into_the_account(counter: Counter) -> None:
    put(counter, anonymous_id="phone")
    assert counter.answers(CART) == []
    counter.happen("identify", anonymous_id="phone", customer_id="Ann")
    assert text(counter.answers(CART, anonymous_id="laptop")) == "Noch in Ihrem Warenkorb: „Schwarztee“."


def test_on_the_device_in_hand_nobody_is_reminded_at_once(counter: Counter) -> None:
    put(counter, anonymous_id="phone", customer_id="Ann")
    assert counter.answers(CART, anonymous_id="phone") == []
    counter.pass_days(1)
    assert len(counter.answers(CART, anonymous_id="phone")) == 1


def test_where_the_shop_names_no_device_nobody_is_reminded_at_once(counter: Counter) -> None:
    put(counter, customer_id="Ann")
    assert counter.answers(CART) == []
    assert counter.answers(CART, anonymous_id="phone") == []
    assert len(counter.pass_days(0.03).answers(CART)) == 1


def test_in_the_cart_itself_nobody_is_told_of_it(counter: Counter) -> None:
    put(counter)
    assert counter.answers(CART, placement="cart") == []


@pytest.mark.parametrize(
    ("others", "locale", "said"),
    [
        (["green"], "de", "Noch in Ihrem Warenkorb: „Schwarztee“ und ein weiterer Artikel."),
        (["green", "mint"], "de", "Noch in Ihrem Warenkorb: „Schwarztee“ und 2 weitere Artikel."),
        (["green", "mint"], "en", "Still in your cart: “Schwarztee” and 2 more."),
    ],
)
def test_a_cart_is_named_after_what_came_last(
    counter: Counter, others: list[str], locale: str, said: str
) -> None:
    for name in [*others, "black"]:
        put(counter.pass_days(0.01), name)
    assert text(counter.answers(CART, locale=locale)) == said


def test_what_changed_in_a_cart_is_said_once(counter: Counter) -> None:
    counter.sell("black", price=10.0, currency="EUR")
    put(counter.pass_days(1), quantity=3)
    counter.show(counter.answers(CART)[0])
    counter.pass_days(1).sell("black", price=8.0, currency="EUR", stock=2)
    (answer,) = counter.answers(CART)
    assert answer.text == (
        "Noch in Ihrem Warenkorb: „Schwarztee“. Von „Schwarztee“ sind nur noch 2 da. "
        "„Schwarztee“ kostet statt 10,00\xa0€ jetzt 8,00\xa0€."
    )
    assert [change["kind"] for change in answer.data["items"][0]["changes"]] == ["fewer", "price"]
    counter.show(answer)
    assert counter.answers(CART) == []


def test_what_is_put_in_elsewhere_since_is_said_within_the_cool_down(counter: Counter) -> None:
    put(counter, anonymous_id="phone", customer_id="Ann")
    laptop = {"anonymous_id": "laptop"}
    counter.show(counter.answers(CART, **laptop)[0])
    put(counter.pass_days(0.01), "mint", anonymous_id="laptop", customer_id="Ann")
    assert counter.pass_days(1).answers(CART, **laptop) == []
    put(counter, "green", anonymous_id="phone", customer_id="Ann")
    counter.show(counter.answers(CART, **laptop)[0])
    assert counter.answers(CART, **laptop) == []
    assert len(counter.answers(CART, answer="cart", **laptop)) == 1
    assert len(counter.pass_days(3).answers(CART, **laptop)) == 1


def test_what_is_gone_from_the_shop_is_said(counter: Counter) -> None:
    put(counter)
    counter.sell("black", stock=0)
    assert "„Schwarztee“ ist zurzeit nicht lieferbar." in str(text(counter.answers(CART)))


def test_another_day_than_the_one_told_is_said_with_the_cart(counter: Counter) -> None:
    with_calendar(counter).sell("black", lead_time_days=1)
    put(counter)
    (promised,) = counter.answers(DELIVERY_PROMISE, item_id="black", country="DE")
    counter.show(promised)
    counter.pass_days(0.01).sell("black", lead_time_days=3)
    assert "kommt nun Donnerstag statt Dienstag" in str(text(counter.answers(CART, country="DE")))


@pytest.mark.parametrize("places", [("GB", "DE"), ("DE", "GB"), ("DE", "AT")])
def test_a_promise_to_another_country_corrects_none_to_the_first(
    counter: Counter, places: tuple[str, str]
) -> None:
    with_calendar(counter).sell("black", lead_time_days=1)
    put(counter)
    first, other = places
    counter.show(counter.answers(DELIVERY_PROMISE, item_id="black", country=first)[0])
    counter.sell("black", lead_time_days=3)
    (promised,) = counter.pass_days(0.01).answers(DELIVERY_PROMISE, item_id="black", country=other)
    assert promised.text.startswith("Diesen Artikel liefern wir Ihnen in der Regel in ")
    assert text(counter.answers(CART, country=other)) == "Noch in Ihrem Warenkorb: „Schwarztee“."


@pytest.mark.parametrize(
    ("locale", "said"),
    [("de", "Von „Schwarztee“ ist nur noch ein Stück da."), ("en", "Of “Schwarztee” only one is left.")],
)
def test_of_the_last_piece_there_is_one(counter: Counter, locale: str, said: str) -> None:
    put(counter, quantity=2)
    counter.sell("black", stock=1)
    assert str(text(counter.answers(CART, locale=locale))).endswith(said)


def test_what_nobody_should_be_reminded_of_is_not_in_the_answer(counter: Counter) -> None:
    counter.sell("black", sensitive=True)
    put(counter)
    assert counter.answers(CART) == []


def delivered(counter: Counter, promised_in: float = 5, **fields: Any) -> Counter:
    """Ann's order arrives two days later."""
    order(counter, promised_in=promised_in, **fields)
    moves(counter.pass_days(2), "shipment_delivered")
    return counter


def test_the_last_days_to_send_back_are_said(counter: Counter) -> None:
    delivered(counter).pass_days(10)
    assert counter.answers(RETURN_WINDOW) == []
    assert text(counter.pass_days(3).answers(RETURN_WINDOW)) == (
        "Ihre Bestellung o-1 können Sie noch zurückgeben; der letzte Tag dafür: morgen."
    )
    assert "heute" in str(text(counter.pass_days(1).answers(RETURN_WINDOW)))
    assert counter.pass_days(1).answers(RETURN_WINDOW) == []


def test_what_was_sent_back_needs_no_more_days(counter: Counter) -> None:
    moves(delivered(counter), "refund")
    assert counter.pass_days(13).answers(RETURN_WINDOW) == []


def test_the_shop_says_how_many_days_there_are_and_where(counter: Counter) -> None:
    settings = {"return_days": parse_duration("30d"), "links": {"return": "/returns/{order_id}"}}
    vars(counter.floor.settings).update(settings)
    delivered(counter, order_id="o/1")
    counter.happen("shipment_delivered", order_id="o/1")
    (answer,) = counter.pass_days(29).answers(RETURN_WINDOW)
    assert answer.data["action"] == {"label": "Rückgabe anmelden", "url": "/returns/o%2F1", "body": None}


def test_after_a_delivery_that_went_well_there_is_an_invitation_once(counter: Counter) -> None:
    delivered(counter)
    assert counter.answers(REVIEW_INVITATION) == []
    (invitation,) = counter.pass_days(3).answers(REVIEW_INVITATION)
    assert invitation.text == "„Grüntee“ ist bei Ihnen angekommen. Wie gefällt es Ihnen?"
    counter.show(invitation)
    assert counter.pass_days(5).answers(REVIEW_INVITATION) == []


@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "complaint_raised", "complaint_id": "c", "touchpoint": "delivery"},
        {"kind": "contact_started", "contact_id": "c", "touchpoint": "service", "order_id": "o-1"},
        {"kind": "experience_rated", "touchpoint": "d", "metric": "csat", "score": 5, "order_id": "o-1"},
        {"kind": "refund", "order_id": "o-1"},
        {"kind": "consent_updated", "purposes": {"marketing": "denied"}},
    ],
)
def test_nobody_is_invited_after_trouble_or_a_no(counter: Counter, trouble: dict[str, Any]) -> None:
    delivered(counter).happen(**trouble)
    assert counter.pass_days(3).answers(REVIEW_INVITATION) == []


def test_a_late_order_invites_nobody(counter: Counter) -> None:
    delivered(counter, promised_in=1)
    assert counter.pass_days(3).answers(REVIEW_INVITATION) == []


def test_trouble_with_another_order_is_none_of_this_one(counter: Counter) -> None:
    delivered(counter).happen("contact_started", contact_id="c", touchpoint="s", order_id="another")
    assert len(counter.pass_days(3).answers(REVIEW_INVITATION)) == 1
