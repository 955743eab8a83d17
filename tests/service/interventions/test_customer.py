"""What eligibility and choice know of a customer."""

from __future__ import annotations

import msgspec

from features.clock import DAY
from service.interventions.customer import YEAR, Customer, customer_of
from service.store.records import Fact

NOW = 1_000 * DAY


def bought(days: float, **body: object) -> Fact:
    return Fact("purchase", NOW - round(days * DAY), msgspec.json.encode(body))


def known(*facts: Fact) -> Customer:
    return customer_of("c", facts, (), (), NOW, zone="Europe/Berlin", default=True, currency="EUR")


def test_an_order_told_twice_is_spent_once() -> None:
    line = {"item_id": "tea", "quantity": 2, "price": 3.5}
    seen = known(bought(9, order_id="o", items=[line]), bought(8, order_id="o", items=[line]))
    assert (seen.orders, seen.spent) == (1, 7.0)


def test_what_was_paid_in_another_currency_is_an_order_and_no_money_of_the_shops() -> None:
    seen = known(
        bought(9, order_id="o", value=9_000, currency="JPY"), bought(8, order_id="p", value=5, currency="EUR")
    )
    assert (seen.orders, seen.spent) == (2, 5.0)


def test_only_the_last_year_is_told() -> None:
    seen = known(bought(YEAR / DAY + 1, order_id="old", value=90), bought(3, order_id="new", value=5))
    assert (seen.orders, seen.spent) == (1, 5.0)


def test_what_was_told_last_holds() -> None:
    moved = Fact("customer_updated", NOW, b'{"country": "CH", "segment": "home"}')
    seen = known(bought(3, order_id="o", value=5, country="DE"), moved)
    assert (seen.attributes, seen.zone) == ({"country": "CH", "segment": "home"}, "Europe/Zurich")
