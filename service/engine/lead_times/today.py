"""The open day's news of parcels, each counted once in whatever order it is told."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from operator import attrgetter

from features.parcels import Parcel

_in_order = attrgetter("ordered_at", "order_id")


class Today:
    """`ordered_at`, `arrived_at`: moments in order, of who asks in the middle of the day."""

    def __init__(self) -> None:
        self._ordered: list[Parcel] = []
        self._sent: dict[Parcel, None] = {}
        self._came: dict[Parcel, None] = {}
        self.ordered_at: list[int] = []
        self.arrived_at: list[int] = []

    def note(self, kind: str, at: int, parcels: list[Parcel]) -> None:
        """Something new of parcels."""
        if kind == "purchase":
            self._ordered += parcels
            self._insort(self.ordered_at, at, len(parcels))
        elif kind == "shipment_dispatched":
            self._sent |= dict.fromkeys(parcels)
        elif kind == "shipment_delivered":
            self._insort(self.arrived_at, at, len(parcels) - len(self._came.keys() & parcels))
            self._came |= dict.fromkeys(parcels)

    @staticmethod
    def _insort(moments: list[int], at: int, times: int) -> None:
        for _ in range(times):
            insort(moments, at)

    @property
    def ordered(self) -> list[Parcel]:
        """As they were ordered."""
        return _sorted(self._ordered)

    @property
    def sent(self) -> list[Parcel]:
        """As they were ordered."""
        return _sorted(self._sent)

    @property
    def came(self) -> list[Parcel]:
        """As they were ordered."""
        return _sorted(self._came)


def _sorted(parcels: Iterable[Parcel]) -> list[Parcel]:
    return sorted(parcels, key=_in_order)
