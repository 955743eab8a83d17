"""Small shops whose parcels behave in a way that can be said in a sentence, and what is promised there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import msgspec
import pytest

from features.artifact import Model
from features.catalogue import Item, ItemOrigin
from features.clock import DAY, HOUR, to_micros
from features.localdays import as_date, local_date
from service.engine.promises import Place, Promise
from service.store.records import Fact
from tests.service.engine.lead_times.shop import (
    CUT,
    HOME,
    ORIGINS,
    PARCEL,
    ZONE,
    every_day,
    fact,
    in_time,
    learned,
    ordered,
    parcel,
    promises,
    rolled,
)

NOON = CUT + 12 * HOUR


@cache
def two_days() -> list[Fact]:
    """A carrier that always takes two days, and works on all days but Sundays' and holidays' mornings."""
    return every_day(200, 2)


@cache
def model() -> Model:
    return learned(two_days())


def promised(facts: list[Fact], at: int = NOON, place: Place = HOME, item: Item = PARCEL) -> Promise:
    """What is said at a moment when all that happened before is known."""
    found = promises(rolled(model(), facts, at).known()).of(item, place, at)
    assert found is not None
    return found


def days(promise: Promise, at: int = NOON) -> int:
    """From the day of the order to the latest day."""
    return local_date(promise.latest, promise.zone) - local_date(at, promise.zone)


def test_a_carrier_that_always_takes_two_days_is_promised_with_two_days() -> None:
    assert days(promised(two_days())) == 2


def test_a_promise_ends_with_the_customers_day() -> None:
    promise = promised(two_days())
    assert local_date(promise.latest, ZONE) < local_date(promise.latest + 1, ZONE)
    assert promise.earliest <= promise.most_likely <= promise.latest
    assert promise.learned
    assert promise.confidence >= 0.9


def test_the_day_ends_where_the_customer_is() -> None:
    promise = promised(two_days(), place=HOME._replace(zone="America/New_York"))
    assert local_date(promise.latest, "America/New_York") < local_date(promise.latest + 1, "America/New_York")


def test_after_bad_weeks_promises_are_longer() -> None:
    since = CUT + 28 * DAY
    bad = every_day(28, 5, until=since)
    assert days(promised(two_days() + bad, since + 12 * HOUR), since) >= 4


def test_orders_that_are_open_for_long_make_promises_longer_though_nothing_arrived() -> None:
    since = CUT + 6 * DAY
    fine, stuck = every_day(6, 2, until=since), every_day(6, -1, until=since)
    at = since + 12 * HOUR
    assert days(promised(two_days() + stuck, at), at) > days(promised(two_days() + fine, at), at)


def test_what_happens_later_moves_no_promise() -> None:
    at = CUT + 3 * DAY + 12 * HOUR
    known = two_days() + every_day(3, 2, until=CUT + 3 * DAY)
    later = every_day(20, 9, until=at + 21 * DAY)
    assert promised(known + later, at) == promised(known, at)


def test_a_slow_seller_is_promised_later_than_a_quick_one() -> None:
    slow = every_day(200, 6, origin="munich", until=CUT + HOUR)
    known = rolled(learned(two_days() + slow), two_days() + slow, NOON).known()
    quick, late = (
        promises(known).of(msgspec.structs.replace(PARCEL, origins=[ItemOrigin(origin=name)]), HOME, NOON)
        for name in ("berlin", "munich")
    )
    assert quick is not None
    assert late is not None
    assert quick.latest < late.latest


def test_of_several_origins_the_earliest_with_stock_counts() -> None:
    slow = every_day(200, 6, origin="munich", until=CUT + HOUR)
    known = rolled(learned(two_days() + slow), two_days() + slow, NOON).known()
    both = [ItemOrigin(origin="berlin"), ItemOrigin(origin="munich")]
    sold_out = [ItemOrigin(origin="berlin", stock=0), ItemOrigin(origin="munich")]
    first, second = (
        promises(known).of(msgspec.structs.replace(PARCEL, origins=where), HOME, NOON)
        for where in (both, sold_out)
    )
    assert first is not None
    assert second is not None
    assert days(first) == 2
    assert days(second) > days(first)


def test_with_few_deliveries_the_shops_own_days_are_said_as_such() -> None:
    item = msgspec.structs.replace(PARCEL, lead_time_days=3)
    known = rolled(model(), two_days(), NOON).known()
    own = promises(known, promise_min_support="1000").of(item, HOME, NOON)
    assert own is not None
    assert not own.learned
    assert promises(known, promise_min_support="1000").of(PARCEL, HOME, NOON) is None


def test_of_a_country_nothing_was_sent_to_nothing_is_said() -> None:
    known = rolled(model(), two_days(), NOON).known()
    assert promises(known).of(PARCEL, Place("AU", None, "2000", "Australia/Sydney"), NOON) is None


@pytest.mark.parametrize("postcode", [None, "99999", "not a postcode", ""])
def test_an_unknown_postcode_gets_what_is_usual(postcode: str | None) -> None:
    assert days(promised(two_days(), place=HOME._replace(postcode=postcode))) <= 3


def test_an_origin_that_nobody_knows_gets_what_is_usual() -> None:
    item = msgspec.structs.replace(PARCEL, origins=[ItemOrigin(origin="nowhere")])
    assert days(promised(two_days(), item=item)) <= 3


def test_after_two_years_of_silence_nothing_is_said() -> None:
    at = NOON + 730 * DAY
    assert promises(rolled(model(), two_days(), at).known()).of(PARCEL, HOME, at) is None


def test_nothing_learned_is_said_of_a_moment_before_what_is_known() -> None:
    known = rolled(model(), two_days(), NOON + 5 * DAY).known()
    assert promises(known).of(PARCEL, HOME, NOON) is None


def test_no_promise_names_a_day_that_handling_makes_impossible() -> None:
    origins = {"berlin": msgspec.structs.replace(ORIGINS["berlin"], handling_days=5)}
    known = rolled(model(), two_days(), NOON).known()
    found = promises(known, origins).of(PARCEL, HOME, NOON)
    assert found is not None
    assert days(found) >= 7


def test_the_cut_off_says_until_when_a_promise_holds() -> None:
    origins = {"berlin": msgspec.structs.replace(ORIGINS["berlin"], cut_off="14:00")}
    known = rolled(model(), two_days(), NOON).known()
    found = promises(known, origins).of(PARCEL, HOME, NOON)
    assert found is not None
    assert found.order_before == CUT + 14 * HOUR


def test_no_promise_falls_on_a_sunday_where_nothing_arrives_on_sundays() -> None:
    facts = [told for told in two_days() if told.kind == "purchase"]
    for told in facts.copy():
        order_id = msgspec.json.decode(told.body)["order_id"]
        there = told.occurred_at + 2 * DAY
        there += DAY * (as_date(local_date(there, ZONE)).weekday() == 6)
        facts += [fact("shipment_delivered", there, order_id)]
    known = learned(facts)
    for day in range(7):
        at = NOON + day * DAY
        found = promises(rolled(known, facts, at).known()).of(PARCEL, HOME, at)
        assert found is not None
        assert as_date(local_date(found.latest, ZONE)).weekday() < 6


def test_a_young_shop_that_never_saw_a_holiday_promises_none() -> None:
    wednesday = to_micros(datetime(2026, 4, 1, tzinfo=UTC)) - 2 * HOUR
    facts = every_day(60, 2, until=wednesday, each=8)
    at = wednesday + 6 * HOUR
    found = promises(rolled(learned(facts, wednesday), facts, at).known()).of(PARCEL, HOME, at)
    assert found is not None
    assert as_date(local_date(found.latest, ZONE)) == date(2026, 4, 4)  # the 3rd is Good Friday


def test_a_shop_without_shipments_learns_nothing() -> None:
    assert not learned([ordered(CUT - day * DAY, f"o{day}") for day in range(300)]).arrays


def test_odd_news_break_nothing_and_move_little() -> None:
    odd = [
        fact("shipment_delivered", CUT + HOUR, "never ordered"),
        *parcel(CUT + HOUR, "twice", 2),
        fact("shipment_delivered", CUT + 9 * DAY, "twice"),
        ordered(CUT + HOUR, "arrived first"),
        fact("shipment_delivered", CUT + 2 * HOUR, "arrived first"),
        fact("shipment_dispatched", CUT + 3 * HOUR, "arrived first"),
        ordered(CUT + HOUR, "called off"),
        fact("order_cancelled", CUT + 2 * HOUR, "called off"),
        fact("purchase", CUT + HOUR, "large", items=[{"origin": f"o{n}"} for n in range(500)]),
        ordered(CUT + HOUR, "counter", channel="store"),
        ordered(CUT + 2 * HOUR, "twice"),
    ]
    at = CUT + 10 * DAY + 12 * HOUR
    usual = two_days() + every_day(10, 2, until=CUT + 10 * DAY)
    assert abs(days(promised(usual + odd, at), at) - days(promised(usual, at), at)) <= 1


def test_the_order_of_telling_within_a_day_changes_nothing() -> None:
    facts = in_time(two_days() + every_day(2, 2, until=CUT + 2 * DAY))
    at = CUT + 2 * DAY + 12 * HOUR
    rolling = rolled(model(), [told for told in facts if told.occurred_at < CUT], CUT)
    for day in range(2):
        today = [told for told in facts if day <= (told.occurred_at - CUT) / DAY < day + 1]
        for told in reversed(today):
            rolling.take(*told)
    rolling.until(local_date(at, ZONE))
    assert promises(rolling.known()).of(PARCEL, HOME, at) == promised(facts, at)


def test_news_of_a_day_that_is_closed_are_noticed() -> None:
    rolling = rolled(model(), two_days(), NOON + 5 * DAY)
    rolling.take(*ordered(NOON, "told late"))
    assert rolling.late == 1


def test_shops_that_never_say_what_they_sent_get_promises_of_the_whole_way() -> None:
    facts = [told for told in two_days() if told.kind != "shipment_dispatched"]
    found = promises(rolled(learned(facts), facts, NOON).known()).of(PARCEL, HOME, NOON)
    assert found is not None
    assert days(found) == 2


def test_a_model_keeps_no_sender_and_no_lane_of_a_single_order() -> None:
    once = parcel(CUT - 40 * DAY, "once", 2, origin="a private seller", postcode="80331")
    texts = learned(two_days() + once).texts
    assert "a private seller" not in texts["promise_senders"]
    assert "DE-803" not in texts["promise_lanes"]
