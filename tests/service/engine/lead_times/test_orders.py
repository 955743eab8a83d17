"""Open orders: when they arrive now, and the warning that the promised day will pass."""

from __future__ import annotations

from collections import Counter
from functools import cache

from features.artifact import Model
from features.clock import DAY, HOUR
from features.localdays import end_of_day, local_date
from features.orders import Order, OrderedLine, Parcel
from service.engine.promises import Outlook
from service.store.records import Fact
from tests.service.engine.lead_times.shop import CUT, ZONE, every_day, learned, promises, rolled

PLACED = CUT + 9 * HOUR


@cache
def past() -> list[Fact]:
    """Sent after six hours, there after three days."""
    return every_day(200, 3)


@cache
def model() -> Model:
    return learned(past())


def order(*parcels: Parcel, promised: int | None = None, cancelled: int | None = None) -> Order:
    """Of one thing from each origin."""
    lines = tuple(OrderedLine("tea", origin=parcel.origin) for parcel in parcels)
    return Order("o", PLACED, lines, parcels, promised, cancelled, Counter(), "DE", None, "10115", ZONE)


def asked(of: Order, at: int) -> Outlook:
    known = rolled(model(), past(), at, None).known()
    return promises(known).order(of, at)


WAITING = Parcel("berlin", None, None, None)
SENT = Parcel("berlin", None, PLACED + 6 * HOUR, None)
IN_TIME = end_of_day(local_date(PLACED, ZONE) + 5, ZONE)


def test_an_order_that_was_just_sent_arrives_as_others_do() -> None:
    found = asked(order(SENT, promised=IN_TIME), PLACED + 12 * HOUR)
    assert found.promise is not None
    assert 2 <= local_date(found.promise.latest, ZONE) - local_date(PLACED, ZONE) <= 4
    assert found.late < 0.2


def test_the_longer_it_waits_to_be_sent_the_likelier_it_is_late() -> None:
    late = [asked(order(WAITING, promised=IN_TIME), PLACED + day * DAY).late for day in range(1, 5)]
    assert late == sorted(late)
    assert late[-1] > 0.5


def test_who_was_promised_too_much_is_warned_before_the_day_passes() -> None:
    tomorrow = end_of_day(local_date(PLACED, ZONE) + 1, ZONE)
    assert asked(order(WAITING, promised=tomorrow), PLACED + 12 * HOUR).late > 0.9


def test_once_the_promised_day_has_passed_it_is_late() -> None:
    assert asked(order(SENT, promised=IN_TIME), PLACED + 7 * DAY).late == 1.0


def test_an_order_arrives_with_its_last_parcel() -> None:
    at = PLACED + 30 * HOUR
    alone, both = asked(order(SENT), at).promise, asked(order(SENT, WAITING), at).promise
    assert alone is not None
    assert both is not None
    assert both.latest > alone.latest
    arrived = SENT._replace(delivered_at=PLACED + 20 * HOUR)
    assert asked(order(arrived, SENT), at).promise == alone


def test_what_arrived_or_was_called_off_is_never_late() -> None:
    arrived = SENT._replace(delivered_at=PLACED + DAY)
    assert asked(order(arrived, promised=IN_TIME), PLACED + 9 * DAY) == Outlook(None, 0.0)
    off = order(WAITING, promised=IN_TIME, cancelled=PLACED + HOUR)
    assert asked(off, PLACED + 9 * DAY) == Outlook(None, 0.0)
