"""What is promised by the calendar and the shop's own lead times alone."""

from __future__ import annotations

from typing import Any

import pytest

from features.catalogue import Item, ItemOrigin, Origin
from features.clock import parse_moment, to_text
from features.orders import Fact, Order, orders_of
from service.engine.calendar_promises import CalendarPromises
from service.engine.promises import Place
from tests.features.test_orders import fact

BERLIN = "Europe/Berlin"
HOME = Place("DE", "BY", "80331", BERLIN)
FRIDAY = "2026-11-20T12:30:00+01:00"
ORIGINS = {
    "leipzig": Origin(origin="leipzig", country="DE", postcode="04103", cut_off="14:00"),
    "linz": Origin(origin="linz", country="AT", postcode="4020", cut_off="12:00", handling_days=1),
}


def tea(lead: float | None = 1, *origins: str, **fields: Any) -> Item:
    kept = [ItemOrigin(origin=name, stock=fields.pop(f"{name}_stock", None)) for name in origins]
    return Item(item_id="tea", title="Tea", lead_time_days=lead, origins=kept or None, **fields)


def promises(*items: Item) -> CalendarPromises:
    return CalendarPromises(lambda: ORIGINS, {item.item_id: item for item in items}.get, BERLIN)


def latest(item: Item, at: str = FRIDAY, place: Place = HOME) -> str | None:
    """The local day, as a date in Berlin's evening."""
    promise = promises().of(item, place, parse_moment(at))
    return None if promise is None else to_text(promise.latest)[:10]


def test_before_the_cut_off_it_leaves_today_and_after_it_on_the_next_working_day() -> None:
    assert latest(tea(1, "leipzig")) == "2026-11-21"
    assert latest(tea(1, "leipzig"), "2026-11-20T14:00:00+01:00") == "2026-11-24"


def test_the_promise_holds_until_the_cut_off() -> None:
    promise = promises().of(tea(1, "leipzig"), HOME, parse_moment(FRIDAY))
    assert promise is not None
    assert promise.order_before == parse_moment("2026-11-20T14:00:00+01:00")
    assert not promise.learned


def test_of_several_origins_the_earliest_that_has_it() -> None:
    assert latest(tea(1, "linz", "leipzig")) == "2026-11-21"
    assert latest(tea(1, "linz", "leipzig", leipzig_stock=0)) == "2026-11-25"


@pytest.mark.parametrize(
    "silent",
    [tea(None, "leipzig"), tea(1, "leipzig", leipzig_stock=0), tea(1, stock=0), tea(1, available=False)],
)
def test_where_nobody_knows_there_is_silence(silent: Item) -> None:
    assert latest(silent) is None


def test_unknown_places_and_origins_have_the_shops_own_days() -> None:
    nowhere = Place(None, None, None, BERLIN)
    assert latest(tea(1)) == latest(tea(1, "unheard of")) == latest(tea(1), place=nowhere) == "2026-11-21"


def test_no_parcel_arrives_on_a_holiday() -> None:
    assert latest(tea(1, "leipzig"), "2026-12-23T12:00:00+01:00") == "2026-12-24"
    assert latest(tea(1, "leipzig"), "2026-12-24T12:00:00+01:00") == "2026-12-28"


def test_a_page_says_of_each_item_what_it_says_alone() -> None:
    items = [
        tea(n % 3 or None, *names) for n in range(6) for names in ((), ("leipzig",), ("linz", "leipzig"))
    ]
    items.append(tea(1, "leipzig", leipzig_stock=0))
    at = parse_moment(FRIDAY)
    assert promises().of_many(items, HOME, at) == [promises().of(item, HOME, at) for item in items]


def placed(*news: Fact, promised: str | None = None, **fields: Any) -> Order:
    """Ordered nine days before Sunday, 1 March 2026, so on Friday, 20 February."""
    lines = [{"item_id": "tea", "quantity": 1, "price": 5, "origin": "leipzig"}]
    told = {"items": lines, "country": "DE"} | ({"promised_latest": promised} if promised else {}) | fields
    (order,) = orders_of([fact("purchase", 9, **told), *news])
    return order


def late(order: Order, at: str) -> float:
    return promises(tea(2)).order(order, parse_moment(at)).late


def test_an_order_that_cannot_be_there_in_time_is_late() -> None:
    order = placed(promised="2026-02-24T20:00:00+01:00")
    assert late(order, "2026-02-20T13:30:00+01:00") == 0
    assert late(order, "2026-02-23T15:00:00+01:00") == 1


def test_what_is_promised_for_a_day_is_in_time_until_its_end() -> None:
    order = placed(fact("shipment_dispatched", 6), promised="2026-02-25T08:00:00+01:00")
    assert late(order, "2026-02-25T20:00:00+01:00") == 0
    assert late(order, "2026-02-26T00:01:00+01:00") == 1


def test_an_order_that_should_have_been_there_has_no_day() -> None:
    order = placed(fact("shipment_dispatched", 8))
    assert promises(tea(2)).order(order, parse_moment("2026-02-28T12:00:00+01:00")).promise is None


def test_once_its_promised_day_has_passed_no_calendar_knows_a_new_one() -> None:
    """Else every day would bring another date, each told as a change."""
    order = placed(promised="2026-02-24T20:00:00+01:00")
    assert promises(tea(2)).order(order, parse_moment("2026-02-23T12:00:00+01:00")).promise is not None
    assert promises(tea(2)).order(order, parse_moment("2026-02-25T12:00:00+01:00")).promise is None


def test_nobody_waits_for_what_is_there() -> None:
    order = placed(fact("shipment_delivered", 5), promised="2026-02-21T20:00:00+01:00")
    assert promises(tea(2)).order(order, parse_moment("2026-03-01T12:00:00+01:00")) == (None, 0)


def test_the_last_of_two_parcels_counts() -> None:
    lines = [{"item_id": "tea", "quantity": 1, "price": 5, "origin": o} for o in ("leipzig", "linz")]
    at = parse_moment("2026-02-20T14:30:00+01:00")
    both = promises(tea(2)).order(placed(items=lines), at).promise
    one = promises(tea(2)).order(placed(), at).promise
    assert both is not None
    assert one is not None
    assert both.latest > one.latest
