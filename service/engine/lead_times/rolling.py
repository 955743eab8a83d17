"""Facts in order of time → what is known of delivery, day by day: speed, tail, crowd, senders and lanes.

A fact counts on the day it happened. One that is told after its day was closed makes `late` go up: whoever
wants it counted rolls again from the cut.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from math import exp
from operator import attrgetter
from statistics import median
from typing import NamedTuple

import numpy as np

from features.localdays import begin_of_day, local_date
from features.parcels import Parcel, Parcels
from service.engine.lead_times import level
from service.engine.lead_times.constants import (
    BEFORE,
    CROWDED,
    FEEDBACK,
    FEEDBACK_RETURN,
    HORIZON,
    LEAST_HANDLING,
    LEAST_TRANSIT,
    LOAD_USUAL,
    MOST_FEEDBACK,
    SAME_LEVEL,
    SUPPORT_DAYS,
    WARM_UP,
)
from service.engine.lead_times.days import Floats, LearnedClock, days_of, read
from service.engine.lead_times.effects import Origins, Ways, lane_keys, sender_keys
from service.engine.lead_times.forecast import Crowd, Forecast
from service.engine.lead_times.late import Moved, Stages
from service.engine.lead_times.tail import OLDEST, Tail
from service.engine.lead_times.watch import Standing, Watch, ended

YOUNG = 2.0  # typical times; what is open for longer says little about how crowded it is
in_order = attrgetter("ordered_at", "order_id")


@dataclass
class Learned:
    """What a training hands over, at the begin of `day`.

    `passed`: what the clock really counted on each day up to it; `crowds`: logs of the last days;
    `arrivals`: country → parcels that arrived on each of the last days.
    """

    day: int
    zone: str
    ways: Ways
    clock: LearnedClock
    sending: LearnedClock
    sends: bool
    belief: Floats
    tail: Tail
    passed: list[float]
    crowds: list[float]
    arrivals: dict[str, list[int]]
    stages: Stages


class Known(NamedTuple):
    """What a promise needs, of one moment of one day; `since`: when the day began, microseconds.

    `elapsed`: what the clock showed when each day began, from `first` to today.
    """

    since: int
    forecast: Forecast
    ways: Ways
    zone: str
    ordered: list[int]
    arrived: list[int]
    support: dict[str, int]
    elapsed: Floats
    first: int
    sending: LearnedClock
    sends: bool
    stages: Stages

    def sent(self, moved: Moved) -> int | None:
        """When a parcel was dispatched; at once, where the shop doesn't tell."""
        return moved.dispatched_at if self.sends else moved.ordered_at

    def kept(self, ways: Ways) -> Known:
        """As it is now, whatever happens later."""
        return self._replace(ways=ways, ordered=list(self.ordered), arrived=list(self.arrived))

    def crowd(self, at: int) -> float:
        """How crowded it is at a moment (microseconds), what happened at it left out."""
        more = bisect_left(self.ordered, at) - bisect_left(self.arrived, at)
        return self.forecast.crowd.excess(more)


class Rolling:
    """Begins at what was learned; `share`: how many promises shall hold; `learns`: not in a warm-up."""

    def __init__(self, learned: Learned, origins: Origins, share: float, *, learns: bool = True) -> None:
        self.learned = learned
        self.day = learned.day
        self.late = 0
        self.watch = Watch()
        self._stood: tuple[int, Standing] | None = None
        self._origins = origins
        self._share = share
        self._learns = learns
        self._parcels = Parcels()
        self._open: list[Parcel] = []
        self._begun = False
        self._longer, self._usually_due = 0.0, 1.0
        self._due: dict[int, list[Parcel]] = {}
        self._first = learned.day - len(learned.passed)
        self._elapsed = np.concatenate([[0.0], np.cumsum(learned.passed)])
        self._new_day()

    def take(self, kind: str, at: int, body: bytes) -> None:
        """One fact; facts before the first day only say what is open."""
        day = local_date(at, self.learned.zone)
        if day >= self.day:
            self.until(day)
        changed = self._parcels.take(kind, at, body)
        if not self._begun:
            self._open += changed if kind == "purchase" else []
        elif day < self.day:
            self.late += len(changed)
        else:
            self._note(kind, at, changed)

    def until(self, day: int) -> None:
        """Close all days before one."""
        if not self._begun:
            self._begin()
        while self.day < day:
            self._close()
            self.day += 1
            self._open_day()

    def handed_over(self, day: int) -> Learned:
        """What is known at a day's begin; it is over then."""
        self.until(day - 1)
        self._close()
        passed = np.diff(self._elapsed)[-WARM_UP - BEFORE :].tolist()
        return replace(self.learned, day=day, passed=passed)

    def known(self) -> Known:
        """At this moment; lists go on growing, ways go on learning."""
        if not self._begun:
            self._begin()
        learned = self.learned
        since = begin_of_day(self.day, learned.zone)
        return Known(
            since,
            self._forecast,
            learned.ways,
            learned.zone,
            self._ordered_at,
            self._arrived_at,
            self._support,
            self._elapsed,
            self._first,
            learned.sending,
            learned.sends,
            learned.stages,
        )

    def standing(self) -> Standing:
        """How promises did lately whose day has passed."""
        if self._stood is None or self._stood[0] != self.day:
            self._stood = self.day, self.watch.standing(self.day, self._share, exp(self._longer))
        return self._stood[1]

    def _note(self, kind: str, at: int, changed: list[Parcel]) -> None:
        if kind == "purchase":
            self._new += changed
            for _ in changed:
                insort(self._ordered_at, at)
        elif kind == "shipment_dispatched":
            self._sent |= dict.fromkeys(changed)
        elif kind == "shipment_delivered":
            for _ in changed if not self._came.keys() & changed else ():
                insort(self._arrived_at, at)
            self._came |= dict.fromkeys(changed)

    def _new_day(self) -> None:
        self._new: list[Parcel] = []
        self._sent: dict[Parcel, None] = {}
        self._came: dict[Parcel, None] = {}
        self._ordered_at: list[int] = []
        self._arrived_at: list[int] = []

    def _begin(self) -> None:
        """What is open, and for how long in typical times."""
        self._begun = True
        self._open = [p for p in self._open if p.delivered_at is None and p.cancelled_at is None]
        for parcel in self._open:
            parcel.typical = self.learned.ways.typical(parcel.way, self._origins)
        ages = self._ages()
        self._open = [parcel for parcel, age in zip(self._open, ages.tolist(), strict=True) if age < OLDEST]
        self._open_day()

    def _days(self, at: int) -> float:
        return days_of(at, self.learned.zone)

    def _ages(self) -> Floats:
        """Of open parcels at the day's begin, in typical times."""
        ordered = np.array([self._days(parcel.ordered_at) for parcel in self._open])
        typical = np.array([parcel.typical for parcel in self._open])
        return np.asarray((self._elapsed[-1] - read(self._elapsed, ordered - self._first)) / typical)

    # a day's begin

    def _open_day(self) -> None:
        learned = self.learned
        learned.belief = level.next_day(learned.belief)
        self._age = self._ages()
        crowd = self._crowd()
        if self._learns:
            self._hear()
        self._forecast = Forecast(
            self.day,
            learned.clock.rates(self.day, HORIZON),
            level.mean(learned.belief),
            learned.tail.open_share(),
            self._longer,
            crowd,
        )
        self._support = {country: sum(counts) for country, counts in learned.arrivals.items()}

    def _crowd(self) -> Crowd:
        learned, young = self.learned, int((self._age < YOUNG).sum())
        arrived = sum(sum(counts[-SAME_LEVEL:]) for counts in learned.arrivals.values())
        through = arrived / max(float(learned.clock.rates(self.day - SAME_LEVEL, SAME_LEVEL).sum()), 1.0)
        now = float(np.log(max(young, 1) / max(through, 0.1)))
        learned.crowds = [*learned.crowds, now][-LOAD_USUAL:]
        usual = median(learned.crowds)
        spread = 1.4826 * median(abs(crowd - usual) for crowd in learned.crowds)
        return Crowd(usual, max(CROWDED * spread, 0.05), through, young)

    def _hear(self) -> None:
        """Promises that ended with the day before."""
        due = [parcel for parcel in self._due.pop(self.day, []) if parcel.cancelled_at is None]
        self._usually_due += (len(due) - self._usually_due) / SAME_LEVEL
        if due:
            end = begin_of_day(self.day, self.learned.zone)
            heard = [
                ended(parcel, self._origins, self.learned.ways.home, end, self._promised(parcel))
                for parcel in due
            ]
            self.watch.heard(self.day, heard)
            missed = sum(not one.kept for one in heard)
            usual = FEEDBACK * FEEDBACK_RETURN * max(self._usually_due, len(due) / 3, 1)
            longer = self._longer + (missed - (1 - self._share) * len(due)) / usual
            self._longer = min(max(longer, -MOST_FEEDBACK), MOST_FEEDBACK)

    def _promised(self, parcel: Parcel) -> float:
        """Days that a promise which ended with the day before gave."""
        return self.day - self._days(parcel.ordered_at)

    # its end

    def _close(self) -> None:
        new = sorted(self._new, key=in_order)
        self._promise(new)
        self._open += new
        self._see(np.concatenate([self._age, np.zeros(len(new))]))
        self._count()
        if self._learns:
            self._learn()
        for parcel in self._came:
            self._parcels.forget(parcel)
        self._parcels.forget_waiting()
        self._new_day()

    def _promise(self, new: list[Parcel]) -> None:
        """What every parcel of the day was promised, to hear on its day whether it held."""
        known = self.known()
        for parcel in new:
            parcel.typical = known.ways.typical(parcel.way, self._origins)
            if self._learns:
                at, crowd = self._days(parcel.ordered_at), known.crowd(parcel.ordered_at)
                end = known.forecast.ends(parcel.typical, at, self._share, crowd)
                self._due.setdefault(end, []).append(parcel)

    def _see(self, age: Floats) -> None:
        """Speed and tail of the day; what arrived or was called off is open no more."""
        learned, end = self.learned, begin_of_day(self.day + 1, self.learned.zone)
        rate = float(learned.clock.rates(self.day, 1)[0])
        typical = np.array([parcel.typical for parcel in self._open])
        ordered = np.array([self._days(parcel.ordered_at) for parcel in self._open])
        part = np.where(ordered >= self.day, self.day + 1 - ordered, 1.0)
        came = np.array([p.delivered_at is not None and p.delivered_at < end for p in self._open], bool)
        if len(self._open):
            learned.belief = level.seen(learned.belief, learned.tail.table, age, rate * part / typical, came)
        passed = rate * float(np.exp(level.mean(learned.belief)))
        self._elapsed = np.append(self._elapsed, self._elapsed[-1] + passed)
        learned.tail = learned.tail.after(age, passed * part / typical, came)
        gone = came | (age >= OLDEST) | np.array([p.cancelled_at is not None for p in self._open], bool)
        self._open = [parcel for parcel, out in zip(self._open, gone.tolist(), strict=True) if not out]

    def _count(self) -> None:
        """What arrived, by country."""
        arrivals, home = self.learned.arrivals, self.learned.ways.home
        for parcel in self._came:
            arrivals.setdefault(parcel.way.country or home, [])
        for country, counts in arrivals.items():
            came = sum((parcel.way.country or home) == country for parcel in self._came)
            arrivals[country] = [*counts, came][-SUPPORT_DAYS:]

    def _learn(self) -> None:
        """What was sent and what arrived says how long its sender and its lane take."""
        learned, ways = self.learned, self.learned.ways
        for parcel in sorted(self._sent, key=in_order):
            left = parcel.dispatched_at or parcel.ordered_at
            days = learned.sending.between(self._days(parcel.ordered_at), self._days(left))
            ways.handling.learn(sender_keys(parcel.way), max(days, LEAST_HANDLING))
        for parcel in sorted(self._came, key=in_order):
            sent = parcel.dispatched_at if learned.sends else parcel.ordered_at
            if sent is not None and parcel.delivered_at is not None:
                span = np.array([self._days(sent), self._days(parcel.delivered_at)]) - self._first
                begin, arrived = read(self._elapsed, span).tolist()
                keys = lane_keys(parcel.way, self._origins, ways.home)
                ways.transit.learn(keys, max(arrived - begin, LEAST_TRANSIT))
