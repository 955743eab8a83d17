"""Who acts more often than anybody can is set aside; what is left is as if they had never been."""

from __future__ import annotations

import pytest

from features.history import History, KeptEvent, read
from tests.service.engine.small_shop import BIKE, TEA, fans, kept
from training.findings.machines import MOST_ACTS, without_machines

PEOPLE = [
    *fans(TEA, 3),
    *fans(BIKE, 3),
    kept("search", 3, "Bob", query="tea"),
    kept("customer_updated", 2, country="DE"),
]
AGES = {"in one afternoon": 0.25, "in a month": 30.0}


def acts(kind: str, times: int, days: float, **fields: str) -> list[KeptEvent]:
    """Of one browser, evenly over the last days."""
    return [kept(kind, 1 + days * n / times, None, "browser", **fields) for n in range(times)]


def history(*events: KeptEvent) -> History:
    return without_machines(read([sorted(events, key=lambda event: event[3])], consent_granted=True))


def told(found: History) -> tuple[object, ...]:
    """Everything that models are fitted on."""
    rows = found.interactions
    columns = (rows.person, rows.item, rows.kind, rows.at, rows.quantity)
    return (*found[:3], [column.tolist() for column in columns], found.searches, found.said)


@pytest.mark.parametrize("days", AGES.values(), ids=AGES)
@pytest.mark.parametrize("kind", ["view_item", "add_to_cart", "not_interested"])
def test_a_machine_leaves_no_trace(kind: str, days: float) -> None:
    found = history(
        *PEOPLE, *acts(kind, MOST_ACTS + 1, days, item_id="green"), *acts("view_item", 5, 9, item_id="pump")
    )
    assert (found.machines, told(found)) == (1, told(history(*PEOPLE)))


def test_searching_all_day_is_for_machines() -> None:
    assert history(*PEOPLE, *acts("search", MOST_ACTS + 1, 0.25, query="tea")).machines == 1
    assert history(*PEOPLE, *acts("search", MOST_ACTS + 1, 9, query="tea")).machines == 0


def test_a_thousand_looks_a_day_at_different_things_can_still_be_a_person() -> None:
    looks = [event for n in range(10) for event in acts("view_item", MOST_ACTS // 10, 0.25, item_id=f"{n}")]
    assert history(*looks).machines == 0


def test_orders_are_no_machines_however_many_one_account_places() -> None:
    order = [{"item_id": "green", "quantity": 1, "price": 9}]
    orders = [kept("purchase", n / MOST_ACTS, "market place", items=order) for n in range(2 * MOST_ACTS)]
    assert history(*orders).machines == 0


def test_what_was_only_shown_is_no_act() -> None:
    shown = [{"item_id": item} for item in TEA]
    assert (
        history(*[kept("view_item_list", n / MOST_ACTS, items=shown) for n in range(2 * MOST_ACTS)]).machines
        == 0
    )


def test_a_shop_of_machines_only_is_empty() -> None:
    found = history(*acts("view_item", MOST_ACTS + 1, 0.25, item_id="green"))
    assert (found.items, found.persons, len(found.interactions)) == ([], 0, 0)
    assert history().machines == 0
