"""Parcels that are under way, how old they are in typical times, and the clock by which that is counted."""

from __future__ import annotations

from collections import deque

import numpy as np

from features.localdays import begin_of_day
from features.parcels import Parcel
from service.engine.lead_times import level
from service.engine.lead_times.days import Floats, days_of, read
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.known import Learned
from service.engine.lead_times.tail import OLDEST


class UnderWay:
    """`elapsed`: what the clock showed when each day began, from `first` to today; `gone`: no longer here."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._parcels: list[Parcel] = []
        self.gone: deque[Parcel] = deque()
        self.first = learned.day - len(learned.passed)
        self.elapsed = np.concatenate([[0.0], np.cumsum(learned.passed)])

    def add(self, parcels: list[Parcel]) -> None:
        """They were ordered."""
        self._parcels += parcels

    def begin(self, origins: Origins) -> None:
        """Of what was ordered before the first day, only what is open and not too old."""
        self._parcels = [p for p in self._parcels if p.delivered_at is None and p.cancelled_at is None]
        for parcel in self._parcels:
            parcel.typical = self._learned.ways.typical(parcel.way, origins)
        young = (self.ages() < OLDEST).tolist()
        self._parcels = [parcel for parcel, kept in zip(self._parcels, young, strict=True) if kept]

    def ages(self) -> Floats:
        """At the day's begin, in typical times."""
        ordered, typical = self._columns()
        return np.asarray((self.elapsed[-1] - read(self.elapsed, ordered - self.first)) / typical)

    def between(self, since: int, until: int) -> float:
        """What the clock counted from one moment to another."""
        span = np.array([days_of(at, self._learned.zone) for at in (since, until)]) - self.first
        begin, end = read(self.elapsed, span).tolist()
        return float(end - begin)

    def close(self, day: int, age: Floats) -> None:
        """A day is over: what arrived says how fast it was and reshapes the tail. `age`: at its begin."""
        learned, end = self._learned, begin_of_day(day + 1, self._learned.zone)
        ordered, typical = self._columns()
        part = np.where(ordered >= day, day + 1 - ordered, 1.0) / typical
        came = np.array([p.delivered_at is not None and p.delivered_at < end for p in self._parcels], bool)
        rate = float(learned.clock.rates(day, 1)[0])
        if len(came):
            learned.belief = level.seen(learned.belief, learned.tail.table, age, rate * part, came)
        passed = rate * float(np.exp(level.mean(learned.belief)))
        self.elapsed = np.append(self.elapsed, self.elapsed[-1] + passed)
        learned.tail = learned.tail.after(age, passed * part, came)
        self._let_go(came | (age >= OLDEST))

    def _let_go(self, done: np.ndarray) -> None:
        """What arrived, is too old or was called off."""
        out = [
            gone or p.cancelled_at is not None for p, gone in zip(self._parcels, done.tolist(), strict=True)
        ]
        self.gone += [parcel for parcel, gone in zip(self._parcels, out, strict=True) if gone]
        self._parcels = [parcel for parcel, gone in zip(self._parcels, out, strict=True) if not gone]

    def _columns(self) -> tuple[Floats, Floats]:
        """When each was ordered (days), and what is typical of it."""
        zone = self._learned.zone
        ordered = np.array([days_of(parcel.ordered_at, zone) for parcel in self._parcels])
        return ordered, np.array([parcel.typical for parcel in self._parcels])
