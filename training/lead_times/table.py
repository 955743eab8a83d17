"""Facts → parcels as columns, and the keys of their ways as a sparse table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from features.artifact import Array
from features.orders import Fact
from features.parcels import Parcel, Parcels
from service.engine.lead_times.days import Floats, many_days_of
from service.engine.lead_times.effects import Keys

NEVER = 1e9  # days; not yet


@dataclass(frozen=True)
class Table:
    """Parcels before a day; columns in days of the shop's zone, NEVER where it hasn't happened by then."""

    parcels: list[Parcel]
    ordered: Floats
    sent: Floats
    arrived: Floats

    def where(self, mask: Array) -> Table:
        """The rows that a mask names."""
        kept = [self.parcels[row] for row in np.flatnonzero(mask).tolist()]
        return Table(kept, self.ordered[mask], self.sent[mask], self.arrived[mask])


def table_of(facts: Iterable[Fact], day: int, zone: str) -> Table:
    """What was known at a day's begin; what was called off is left out."""
    taken, parcels = Parcels(), list[Parcel]()
    for kind, at, body in facts:
        changed = taken.take(kind, at, body)
        parcels += changed if kind == "purchase" else []
    parcels = [parcel for parcel in parcels if parcel.cancelled_at is None]
    columns = (_column([getattr(parcel, name) for parcel in parcels], day, zone) for name in _COLUMNS)
    table = Table(parcels, *columns)
    return table.where(table.ordered < day)


_COLUMNS = ("ordered_at", "dispatched_at", "delivered_at")


def _column(moments: Sequence[int | None], day: int, zone: str) -> Floats:
    there = np.array([moment is not None for moment in moments], bool)
    found = np.full(len(moments), NEVER)
    if there.any():
        known = np.array([moment for moment in moments if moment is not None], np.int64)
        found[there] = many_days_of(known, zone)
    return np.where(found < day, found, NEVER)


def keyed(table: Table, keys_of: Callable[[Parcel], Keys]) -> tuple[list[str], Any]:
    """The keys there are, and parcels × (1 + keys): a one for all, and for each key of a parcel's way."""
    codes: dict[str, int] = {}
    columns, ends = [], [0]
    for parcel in table.parcels:
        columns.append(0)
        columns += [1 + codes.setdefault(key, len(codes)) for key in keys_of(parcel)]
        ends.append(len(columns))
    shape = (len(table.parcels), 1 + len(codes))
    return list(codes), sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)


def home_of(parcels: Iterable[Parcel]) -> str:
    """The country that most parcels go to."""
    said = Counter(parcel.way.country for parcel in parcels if parcel.way.country)
    return min(said, key=lambda country: (-said[country], country), default="-")
