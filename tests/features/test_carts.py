"""What is in somebody's cart, whatever device it was put in on."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from features.carts import cart_of
from features.clock import DAY
from features.orders import Fact

NOW = 100 * DAY
PHONE, LAPTOP = {"anonymous_id": "phone"}, {"anonymous_id": "laptop"}
ACCOUNT = {"customer_id": "Ann"}


def fact(kind: str, days: float, **body: Any) -> Fact:
    return kind, NOW - int(days * DAY), msgspec.json.encode(body)


def put(days: float, item: str, quantity: int, **who: str) -> Fact:
    return fact("add_to_cart", days, item_id=item, quantity=quantity, **who)


def taken(days: float, item: str, quantity: int, **who: str) -> Fact:
    return fact("remove_from_cart", days, item_id=item, quantity=quantity, **who)


def signs_in(days: float, device: str) -> Fact:
    return fact("identify", days, customer_id="Ann", anonymous_id=device)


def cart(*facts: Fact) -> dict[str, int]:
    found = cart_of(sorted(facts, key=lambda one: one[1]), NOW, 30 * DAY)
    return {line.item_id: line.quantity for line in found.values()}


def test_what_was_put_in_twice_adds_up() -> None:
    assert cart(put(2, "tea", 1, **PHONE), put(1, "tea", 2, **PHONE)) == {"tea": 3}


def test_what_was_taken_out_is_out() -> None:
    facts = [put(3, "tea", 1, **PHONE), put(3, "cup", 4, **PHONE), taken(2, "tea", 1, **PHONE)]
    assert cart(*facts, taken(1, "cup", 1, **PHONE), taken(1, "jug", 1, **PHONE)) == {"cup": 3}


@pytest.mark.parametrize(("phone", "account"), [(1, 3), (3, 1), (2, 2)])
def test_after_signing_in_the_larger_quantity_counts(phone: int, account: int) -> None:
    facts = [put(4, "tea", account, **ACCOUNT), put(3, "tea", phone, **PHONE), signs_in(2, "phone")]
    assert cart(*facts) == {"tea": max(phone, account)}


def test_a_device_that_signed_in_moves_the_accounts_cart() -> None:
    facts = [put(4, "tea", 1, **PHONE), signs_in(3, "phone"), signs_in(2, "laptop")]
    assert cart(*facts, taken(1, "tea", 1, **LAPTOP), put(1, "cup", 1, **LAPTOP)) == {"cup": 1}


def test_a_sign_in_long_ago_still_counts() -> None:
    facts = [signs_in(60, "phone"), signs_in(59, "laptop"), put(2, "tea", 2, **PHONE)]
    assert cart(*facts, taken(1, "tea", 1, **LAPTOP)) == {"tea": 1}


def test_after_signing_out_a_device_has_a_cart_of_its_own() -> None:
    facts = [signs_in(5, "phone"), put(4, "tea", 2, **PHONE), fact("sign_out", 3, **PHONE)]
    assert cart(*facts, taken(2, "tea", 2, **PHONE)) == {"tea": 2}


def test_the_newest_line_stands_first() -> None:
    facts = [put(3, "tea", 1, **PHONE), put(2, "cup", 1, **PHONE), put(1, "jug", 1, **PHONE)]
    assert list(cart(*facts)) == ["jug", "cup", "tea"]


def test_an_order_empties_every_cart() -> None:
    ordered = fact("purchase", 1, order_id="o", items=[{"item_id": "tea", "quantity": 1, "price": 2}])
    assert cart(put(3, "tea", 1, **PHONE), put(2, "cup", 1, **ACCOUNT), ordered) == {}


def test_what_was_put_in_long_ago_is_forgotten() -> None:
    assert cart(put(31, "tea", 1, **PHONE), put(29, "cup", 1, **PHONE)) == {"cup": 1}
