"""A price drop: below the lowest price of the 30 days before, or none at all."""

from __future__ import annotations

import pytest

from features.clock import DAY
from service.answers.kinds.price_drop import Drop, cares, last_drop
from service.answers.wanted import Wanted
from service.store.records import Offer


def offers(*prices: tuple[int, float | None], buyable: bool = True) -> list[Offer]:
    return [Offer("cup", day * DAY, price, "EUR", buyable) for day, price in prices]


def test_what_costs_less_than_in_the_30_days_before_dropped() -> None:
    assert last_drop(offers((0, 10), (40, 8))) == Drop(40 * DAY, 8, 10)


def test_it_is_compared_with_the_lowest_price_of_those_days() -> None:
    assert last_drop(offers((0, 10), (20, 9), (25, 12), (40, 8))) == Drop(40 * DAY, 8, 9)


def test_what_was_as_cheap_within_the_30_days_did_not_drop() -> None:
    assert last_drop(offers((0, 10), (20, 8), (30, 12), (40, 8))) is None


def test_a_low_price_that_ended_more_than_30_days_before_is_forgotten() -> None:
    assert last_drop(offers((0, 5), (9, 10), (40, 8))) == Drop(40 * DAY, 8, 10)
    assert last_drop(offers((0, 5), (11, 10), (40, 8))) is None


def test_each_further_drop_is_compared_with_the_one_before() -> None:
    assert last_drop(offers((0, 10), (40, 8), (45, 7))) == Drop(45 * DAY, 7, 8)


@pytest.mark.parametrize(
    "prices",
    [
        [],
        [(0, 10.0)],
        [(0, 10.0), (40, 12.0)],
        [(0, 10.0), (40, 9.6)],
        [(15, 10.0), (40, 8.0)],
        [(0, None), (40, 8.0)],
        [(0, 10.0), (40, None)],
        [(0, 0.0), (40, 8.0)],
        [(0, 10.0), (20, 0.0), (21, 10.0), (40, 8.0)],
        [(0, 10.0), (40, 0.0)],
    ],
    ids=[
        "unknown",
        "never changed",
        "dearer",
        "a few cents",
        "not known for 30 days",
        "had no price",
        "has no price",
        "cost nothing",
        "cost nothing meanwhile",
        "costs nothing",
    ],
)
def test_what_cannot_be_compared_did_not_drop(prices: list[tuple[int, float | None]]) -> None:
    assert last_drop(offers(*prices)) is None


def test_prices_in_another_currency_are_no_prices_to_compare_with() -> None:
    francs = Offer("cup", 0, 10, "CHF", buyable=True)
    assert last_drop([francs, *offers((40, 8))]) is None
    assert last_drop([*offers((-50, 10)), francs, *offers((10, 9), (50, 8))]) == Drop(50 * DAY, 8, 9)


def test_sold_out_meanwhile_it_costs_what_it_costs() -> None:
    spells = [*offers((0, 10)), *offers((40, 8)), *offers((42, 8), buyable=False), *offers((44, 8))]
    assert last_drop(spells) == Drop(40 * DAY, 8, 10)


def test_deleted_and_put_again_for_less_it_dropped_from_what_it_cost_before() -> None:
    gone = Offer("cup", 30 * DAY, None, None, buyable=False)
    assert last_drop([*offers((0, 10)), gone, *offers((40, 8))]) == Drop(40 * DAY, 8, 10)
    assert last_drop([*offers((0, 10)), gone, *offers((40, 10))]) is None


@pytest.mark.parametrize(
    ("visits", "kept", "last", "told"),
    [(1, True, 30, True), (2, False, 30, True), (1, False, 30, False), (2, True, 41, False)],
    ids=["kept", "came back", "looked once", "met it since"],
)
def test_who_kept_it_or_came_back_and_has_not_met_it_since_cares(
    visits: int, kept: bool, last: int, told: bool
) -> None:
    assert cares(Wanted("cup", 0, last * DAY, visits, kept), Drop(40 * DAY, 8, 10)) is told
