"""What happened to somebody's orders, however their news came in."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from features.clock import DAY, parse_moment, to_text
from features.orders import Fact, Order, orders_of

NOW = parse_moment("2026-03-01T12:00:00Z")


def fact(kind: str, days: float, **body: Any) -> Fact:
    return kind, NOW - int(days * DAY), msgspec.json.encode({"order_id": "o"} | body)


def bought(days: float = 9, *origins: str, **body: Any) -> Fact:
    lines = [{"item_id": f"i{n}", "quantity": 2, "price": 5, "origin": o} for n, o in enumerate(origins)]
    usual = [{"item_id": "i0", "quantity": 2, "price": 5.0}]
    return fact("purchase", days, **{"items": lines or usual, "currency": "EUR"} | body)


def sent(days: float, **body: Any) -> Fact:
    return fact("shipment_dispatched", days, **body)


def arrived(days: float, **body: Any) -> Fact:
    return fact("shipment_delivered", days, **body)


def order(*facts: Fact) -> Order:
    (found,) = orders_of(sorted(facts, key=lambda one: one[1]))
    return found


def days_ago(at: int | None) -> float | None:
    return None if at is None else (NOW - at) / DAY


def test_an_order_goes_from_ordered_to_delivered() -> None:
    news = [bought(), sent(7), arrived(5)]
    assert [order(*news[: n + 1]).stage for n in range(3)] == ["ordered", "dispatched", "delivered"]
    assert days_ago(order(*news).delivered_at) == 5


def test_two_origins_are_two_parcels_and_the_last_one_counts() -> None:
    news = [bought(9, "leipzig", "linz"), sent(7, origin="leipzig"), arrived(6, origin="leipzig")]
    assert (order(*news).stage, order(*news).open, order(*news).delivered_at) == ("partly", True, None)
    both = order(*news, arrived(3, origin="linz"))
    assert (both.stage, days_ago(both.delivered_at)) == ("delivered", 3)


def test_news_without_an_origin_are_about_every_parcel() -> None:
    assert order(bought(9, "leipzig", "linz"), arrived(3)).stage == "delivered"


def test_what_is_delivered_twice_arrived_the_first_time() -> None:
    assert days_ago(order(bought(), sent(7), arrived(5), arrived(4)).delivered_at) == 5


def test_a_delivery_before_its_dispatch_is_a_delivery() -> None:
    (parcel,) = order(bought(), arrived(6), sent(5)).parcels
    assert (days_ago(parcel.dispatched_at), days_ago(parcel.delivered_at)) == (6, 6)


def test_a_delivery_before_the_order_is_none() -> None:
    assert order(arrived(10), bought(9)).stage == "ordered"


def test_news_of_an_order_that_nobody_placed_make_none() -> None:
    assert orders_of([arrived(3), sent(4)]) == []


def test_what_was_promised_first_stays() -> None:
    first, later = (to_text(NOW + n * DAY) for n in (1, 4))
    placed = order(bought(9, promised_latest=first), bought(8, promised_latest=later))
    assert placed.promised_latest == NOW + DAY
    assert sum(line.quantity for line in placed.lines) == 4


@pytest.mark.parametrize("body", [{}, {"value": 10}, {"items": [{"item_id": "i0", "quantity": 2}]}])
def test_all_of_it_refunded_before_it_left_is_a_cancellation(body: dict[str, Any]) -> None:
    assert order(bought(), fact("refund", 8, **body)).stage == "cancelled"


@pytest.mark.parametrize("body", [{}, {"value": 10}, {"items": [{"item_id": "i0", "quantity": 2}]}])
def test_all_of_it_refunded_after_it_arrived_was_sent_back(body: dict[str, Any]) -> None:
    returned = order(bought(), arrived(5), fact("refund", 2, **body))
    assert (returned.stage, returned.kept) == ("delivered", ())


@pytest.mark.parametrize("body", [{}, {"value": 99}, {"items": [{"item_id": "i0", "quantity": 9}]}])
def test_of_what_was_refunded_on_its_way_nothing_is_to_come(body: dict[str, Any]) -> None:
    lost = order(bought(), sent(8), fact("refund", 2, **body))
    assert (lost.stage, lost.open, days_ago(lost.cancelled_at)) == ("cancelled", False, 2)


def test_what_arrives_after_its_refund_has_arrived() -> None:
    found = order(bought(), sent(8), fact("refund", 5), arrived(2))
    assert (found.stage, found.kept) == ("delivered", ())


def test_a_parcel_that_was_refunded_is_not_waited_for() -> None:
    rest = fact("refund", 2, items=[{"item_id": "i1", "quantity": 2}])
    found = order(bought(9, "leipzig", "linz"), arrived(4, origin="leipzig"), rest)
    assert (found.stage, found.open, days_ago(found.delivered_at)) == ("delivered", False, 4)


@pytest.mark.parametrize("body", [{"value": 3}, {"items": [{"item_id": "i0", "quantity": 1}]}])
def test_a_part_refunded_leaves_the_rest(body: dict[str, Any]) -> None:
    kept = order(bought(), arrived(5), fact("refund", 2, **body))
    assert [line.item_id for line in kept.kept] == ["i0"]


def test_a_gift_that_cost_nothing_is_not_undone_by_a_refund_of_nothing() -> None:
    free = [{"item_id": "i0", "quantity": 1, "price": 0}]
    assert order(bought(9, items=free), fact("refund", 8, value=0)).stage == "ordered"


def test_a_cancelled_order_stays_cancelled() -> None:
    cancelled = order(bought(), fact("order_cancelled", 8), arrived(5))
    assert (cancelled.stage, cancelled.open) == ("cancelled", False)


def test_an_order_of_500_items_from_two_places_is_two_parcels() -> None:
    whole = order(bought(9, *["leipzig", "linz"] * 250), arrived(4, origin="linz"))
    assert (len(whole.lines), len(whole.parcels), whole.stage) == (500, 2, "partly")


def test_the_address_is_that_of_the_order() -> None:
    placed = order(bought(9, country="AT", postcode="4020", time_zone="Europe/Vienna"))
    assert (placed.country, placed.postcode, placed.time_zone) == ("AT", "4020", "Europe/Vienna")


def test_what_was_taken_over_the_counter_is_there_and_no_parcel() -> None:
    taken = order(bought(9, channel="store"))
    assert (taken.stage, taken.parcels, days_ago(taken.delivered_at)) == ("delivered", (), 9)


def test_what_was_brought_back_to_the_counter_was_not_cancelled() -> None:
    assert order(bought(9, channel="store"), fact("refund", 4)).stage == "delivered"


@pytest.mark.parametrize("promised", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_promise_of_another_age_is_none(promised: str) -> None:
    assert order(bought(9, promised_latest=promised)).promised_latest is None


def test_a_promise_for_next_year_is_one() -> None:
    assert order(bought(9, promised_latest=to_text(NOW + 365 * DAY))).promised_latest == NOW + 365 * DAY
