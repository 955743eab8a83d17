"""What was learned of delivery, rolled on to now → promises; where too little is known the calendar's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from features.calendars import order_before
from features.catalogue import Item
from features.orders import Order, Parcel
from features.parcels import Way
from features.settings import Settings
from service.engine.calendar_promises import CalendarPromises
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.estimate import Estimate, estimate, promise_of, supported
from service.engine.lead_times.known import Known
from service.engine.lead_times.late import Moved
from service.engine.lead_times.outlook import outlook
from service.engine.promises import Outlook, Place, Promise, where_to


class Knowing(Protocol):
    """Who says what is known of delivery now, None: nothing."""

    @property
    def now(self) -> Known | None: ...


class Shipping(Protocol):
    """Who says where the shop ships from now."""

    @property
    def now(self) -> Origins: ...


class LearnedPromises:
    """`settings` say how often `latest` shall hold, and of how few deliveries nothing learned is said."""

    def __init__(
        self, known: Knowing, origins: Shipping, calendar: CalendarPromises, settings: Settings
    ) -> None:
        self._known = known
        self._origins = origins
        self._calendar = calendar
        self._share = settings.promise_level
        self._least = settings.promise_min_support
        self._zone = settings.timezone

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        """The earliest origin that has it."""
        return self.of_many([item], place, at)[0]

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        """The same for a page of items, in step; those of one origin arrive together."""
        known = self._of_moment(place, at)
        if known is None:
            return self._calendar.of_many(items, place, at)
        known_here = cache(lambda origin: self._from(known, origin, place, at))
        return [_earliest(map(known_here, _origins_of(item))) if item.buyable else None for item in items]

    def order(self, order: Order, at: int) -> Outlook:
        """When an order arrives of which everything up to a moment is known: with its last parcel."""
        place = where_to(order, self._zone)
        known = self._of_moment(place, at) if order.open else None
        if known is None:
            return self._calendar.order(order, at)
        moved = [
            Moved(_way(order, parcel), order.ordered_at, parcel.dispatched_at) for parcel in order.missing
        ]
        return outlook(known, moved, self._origins.now, place, at, order.promised_latest, self._share)

    def _of_moment(self, place: Place, at: int) -> Known | None:
        """Of a moment before what is known nothing learned is said: it would know what comes."""
        known = self._known.now
        if known is None or at < known.since or not supported(known, place, self._least):
            return None
        return known

    def _from(self, known: Known, origin: str | None, place: Place, at: int) -> Promise:
        origins = self._origins.now
        found = self._estimate(known, origin, place, at)
        said = origins.get(origin or "")
        until = order_before(said, at, place.zone) if said is not None and said.cut_off is not None else None
        return promise_of(found, place, until)

    def _estimate(self, known: Known, origin: str | None, place: Place, at: int) -> Estimate:
        origins = self._origins.now
        said = origins.get(origin or "")
        carriers = said.carriers if said is not None and said.carriers else ()
        way = Way(origin, place.country, place.postcode, carriers[0] if len(carriers) == 1 else None)
        return estimate(known, way, origins, place, at, self._share)


def _origins_of(item: Item) -> list[str | None]:
    """Where there is any of it; of an item without origins nobody knows from where it comes."""
    return [one.origin for one in item.origins if one.stock != 0] if item.origins else [None]


def _earliest(promises: Iterable[Promise]) -> Promise | None:
    return min(promises, key=lambda promise: promise.latest, default=None)


def _way(order: Order, parcel: Parcel) -> Way:
    return Way(parcel.origin, order.country, order.postcode, parcel.carrier)
