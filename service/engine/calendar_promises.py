"""The calendar and the shop's own lead times → promises where nothing is learned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from features.calendars import arrives, leaves, next_delivery_day, order_before
from features.catalogue import Item, Origin
from features.localdays import begin_of_day, end_of_day, local_date
from features.orders import Order, Parcel
from service.engine.promises import Outlook, Place, Promise, where_to

UNMEASURED = 0.0  # confidence of what nobody has measured


class CalendarPromises:
    """`origins` and `item` say what holds now; `zone`: the shop's own."""

    def __init__(
        self, origins: Callable[[], Mapping[str, Origin]], item: Callable[[str], Item | None], zone: str
    ) -> None:
        self._origins = origins
        self._item = item
        self._zone = zone

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        """The earliest origin that has it; None where the shop gave no lead time."""
        if item.lead_time_days is None or not item.buyable:
            return None
        ways = [
            (arrives(leaves(origin, at, place.zone), item.lead_time_days, place), origin)
            for origin in self._with_stock(item, place)
        ]
        if not ways:
            return None
        day, origin = min(ways, key=lambda way: way[0])
        until = order_before(origin, at, place.zone) if origin.cut_off is not None else None
        return _on(day, place.zone, until)

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        """The same for a page of items, in step; items from the same places are looked at once."""
        found: dict[object, Promise | None] = {}
        promises: list[Promise | None] = []
        for item in items:
            if item.lead_time_days is None:
                promises.append(None)
                continue
            ways = tuple(one.origin for one in item.origins or () if one.stock != 0)
            alike = item.lead_time_days, item.buyable, bool(item.origins), ways
            if alike not in found:
                found[alike] = self.of(item, place, at)
            promises.append(found[alike])
        return promises

    def order(self, order: Order, at: int) -> Outlook:
        """The last of its parcels; late is what can't arrive in time any more."""
        place = where_to(order, self._zone)
        zone = place.zone
        if not order.open:
            return Outlook(None, 0.0)
        left = [self._left(order, parcel, place, at) for parcel in order.missing]
        soonest = max(
            next_delivery_day(local_date(at, zone), place), *(arrives(day, 0, place) for day in left)
        )
        expected = self._expected(order, left, place)
        promised = None if order.promised_latest is None else local_date(order.promised_latest, zone)
        over = promised is not None and local_date(at, zone) > promised
        if over or (expected is not None and expected < soonest):
            expected = None  # it should have been there: when it comes now, no calendar knows
        late = promised is not None and (expected or soonest) > promised
        return Outlook(None if expected is None else _on(expected, zone, None), float(late))

    def _expected(self, order: Order, left: list[int], place: Place) -> int | None:
        """The day of the last parcel, None where the shop gave no lead time for one."""
        leads = [self._lead(order, parcel) for parcel in order.missing]
        days = [arrives(day, lead, place) for day, lead in zip(left, leads, strict=True) if lead is not None]
        return max(days) if len(days) == len(order.missing) else None

    def _with_stock(self, item: Item, place: Place) -> Iterator[Origin]:
        """Where nothing is said of origins: one that works as the place does."""
        known = self._origins()
        if not item.origins:
            yield _somewhere(place)
        for one in item.origins or ():
            if one.stock != 0:
                yield known.get(one.origin) or _somewhere(place)

    def _left(self, order: Order, parcel: Parcel, place: Place, at: int) -> int:
        """The day it left; of one that is still there the day it can leave now."""
        origin = self._origins().get(parcel.origin or "") or _somewhere(place)
        if parcel.dispatched_at is not None:
            return local_date(parcel.dispatched_at, place.zone)
        planned = leaves(origin, order.ordered_at, place.zone)
        ready = msgspec.structs.replace(origin, handling_days=None)
        return max(planned, leaves(ready, at, place.zone))

    def _lead(self, order: Order, parcel: Parcel) -> float | None:
        """The longest of the items in a parcel, None where one has none."""
        items = [self._item(line.item_id) for line in order.lines if line.origin == parcel.origin]
        leads = [item.lead_time_days for item in items if item and item.lead_time_days is not None]
        return max(leads) if leads and len(leads) == len(items) else None


def _on(day: int, zone: str, until: int | None) -> Promise:
    latest = end_of_day(day, zone)
    return Promise(begin_of_day(day, zone), latest, latest, UNMEASURED, until, False, zone)


def _somewhere(place: Place) -> Origin:
    return Origin(origin="-", country=place.country or "-", postcode="-", region=place.region)
