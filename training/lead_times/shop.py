"""What lead times are learned from: a shop's facts of parcels, where it ships from, a day, its zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from features.catalogue import Origin
from features.orders import Fact

LEAST_ARRIVED = 30  # parcels; of fewer nothing is learned
Told = Callable[[int, int], Iterable[Fact]]


@dataclass(frozen=True)
class Shop:
    """At the begin of `day`; `told`: facts of a stretch of time; `enough`: orders behind a sender, a lane."""

    told: Told
    origins: Mapping[str, Origin]
    day: int
    zone: str
    enough: int
