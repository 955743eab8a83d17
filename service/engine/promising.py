"""Batch promises by the path that serves: orders → a Parquet table, each from what was known at its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from features.catalogue import Item, ItemOrigin, Origin, decode_origin
from features.identity import ALWAYS, FOREVER
from features.localdays import local_date
from features.settings import Settings
from features.zones import zone_of
from service.engine.batch import published, write_table
from service.engine.calendar_promises import CalendarPromises
from service.engine.catalogue import in_force
from service.engine.lead_times.known import Known
from service.engine.lead_times.reading import needed_since, rolling_of
from service.engine.lead_times.rolling import Rolling
from service.engine.learned_promises import LearnedPromises
from service.engine.promises import Place, Promise
from service.store.protocol import Store
from service.store.records import Fact

COLUMNS = ("order_id", "earliest", "most_likely", "latest", "confidence")


class AskedItem(NamedTuple):
    """A row of the file: an item of an order; `ordered_at` in microseconds."""

    order_id: str
    ordered_at: int
    item_id: str
    origin: str | None
    country: str | None
    region: str | None
    postcode: str | None
    time_zone: str | None


def promise(
    store: Store, settings: Settings, asked: Iterable[AskedItem], as_of: int | None, out: Path
) -> int:
    """Write a row per order, empty times where nothing can be said; returns how many got a promise.

    `as_of`: nothing later is known; in any case nothing from the order's own moment on.
    Raises ArtifactRefused where the model knows what happened after an order.
    """
    import polars as pl

    rows = _by_order(asked)
    promises = list(_promised(store, settings, rows, as_of)) if rows else []
    moment = pl.Datetime("us", "UTC")
    schema = {"order_id": pl.String, **dict.fromkeys(COLUMNS[1:4], pl.Int64), "confidence": pl.Float64}
    table = pl.DataFrame(promises, schema=schema, orient="row")
    write_table(table.with_columns(pl.col(*COLUMNS[1:4]).cast(moment)), out)
    return table.height - table["latest"].null_count()


Row = tuple[str, int | None, int | None, int | None, float | None]


def _by_order(asked: Iterable[AskedItem]) -> list[AskedItem]:
    """In order of time; an order was placed when the first of its rows was."""
    rows = sorted(asked, key=attrgetter("ordered_at"))
    placed: dict[str, int] = {}
    for row in rows:
        placed.setdefault(row.order_id, row.ordered_at)
    rows = [row._replace(ordered_at=placed[row.order_id]) for row in rows]
    return sorted(rows, key=attrgetter("ordered_at", "order_id"))


def _promised(store: Store, settings: Settings, rows: list[AskedItem], as_of: int | None) -> Iterator[Row]:
    origins = {origin.origin: origin for origin in map(decode_origin, store.origins())}
    replay = Replay(store, settings, origins, rows[0].ordered_at, as_of)
    for (at, order_id), items in groupby(rows, attrgetter("ordered_at", "order_id")):
        replay.until(at)
        promises = [replay.promised(item) for item in items]
        yield order_id, *_last(promises)


def _last(promises: list[Promise | None]) -> tuple[int | None, int | None, int | None, float | None]:
    """An order is there with its last parcel; where one is unsure, it is."""
    said = [promise for promise in promises if promise is not None]
    if len(said) < len(promises):
        return None, None, None, None
    return (
        max(promise.earliest for promise in said),
        max(promise.most_likely for promise in said),
        max(promise.latest for promise in said),
        min(promise.confidence for promise in said),
    )


class _Origins(NamedTuple):
    """Those of the store, all the time."""

    now: Mapping[str, Origin]


class Replay:
    """The shop at one moment after the other."""

    def __init__(
        self, store: Store, settings: Settings, origins: Mapping[str, Origin], first: int, as_of: int | None
    ) -> None:
        end = first if as_of is None else min(first, as_of)
        self._rolling = rolling_of(published(settings, end), origins, settings.promise_level)
        self._facts = _facts(store, self._rolling, as_of)
        self._next = next(self._facts, None)
        self._catalogue = store.catalogue(0)
        self._dated = any(row.valid_from > ALWAYS for row in self._catalogue)
        self._as_of = as_of
        self._zone = settings.timezone
        self._day, self._items = local_date(end, self._zone), in_force(self._catalogue, end)
        calendar = CalendarPromises(lambda: origins, self._item, self._zone)
        self._promises = LearnedPromises(self, _Origins(origins), calendar, settings)

    @property
    def now(self) -> Known | None:
        """What is known of delivery at the moment."""
        return self._rolling.known() if self._rolling else None

    def _item(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def until(self, at: int) -> None:
        """Take everything that happened before a moment."""
        at = at if self._as_of is None else min(at, self._as_of + 1)
        self._day_of(at)
        if (rolling := self._rolling) is None:
            return
        while self._next is not None and self._next.occurred_at < at:
            rolling.take(*self._next)
            self._next = next(self._facts, None)
        rolling.until(local_date(at, rolling.learned.zone))

    def _day_of(self, at: int) -> None:
        """The catalogue changes by the day, where what is in it is dated."""
        day = local_date(at, self._zone)
        if self._dated and day != self._day:
            self._items, self._day = in_force(self._catalogue, at), day

    def promised(self, asked: AskedItem) -> Promise | None:
        """For one item, from the origin that was named."""
        item = self._items.get(asked.item_id) or Item(item_id=asked.item_id, title=asked.item_id)
        item = msgspec.structs.replace(item, available=True, stock=None)
        if asked.origin is not None:
            item = msgspec.structs.replace(item, origins=[ItemOrigin(origin=asked.origin)])
        zone = zone_of(asked.time_zone, asked.country, self._zone)
        place = Place(asked.country, asked.region, asked.postcode, zone)
        return self._promises.of(item, place, asked.ordered_at)


def _facts(store: Store, rolling: Rolling | None, as_of: int | None) -> Iterator[Fact]:
    if rolling is None:
        return iter(())
    last = store.newest_sequence()
    return store.parcels(needed_since(rolling), FOREVER if as_of is None else as_of, last)
