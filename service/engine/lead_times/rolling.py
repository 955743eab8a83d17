"""Facts in order of time → what is known of delivery, day by day: speed, tail, crowd, senders and lanes.

A fact counts on the day it happened. One that is told after its day was closed makes `late` go up: whoever
wants it counted rolls again from the cut.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import exp
from statistics import median

import numpy as np

from features.localdays import begin_of_day, local_date
from features.parcels import Parcel, Parcels
from service.engine.lead_times import level
from service.engine.lead_times.constants import (
    BEFORE,
    CROWDED,
    HORIZON,
    LEAST_HANDLING,
    LEAST_TRANSIT,
    LOAD_USUAL,
    SAME_LEVEL,
    SUPPORT_DAYS,
    WARM_UP,
)
from service.engine.lead_times.days import days_of
from service.engine.lead_times.effects import Origins, lane_keys, sender_keys
from service.engine.lead_times.feedback import Feedback
from service.engine.lead_times.forecast import Crowd, Forecast
from service.engine.lead_times.known import Known, Learned
from service.engine.lead_times.today import Today
from service.engine.lead_times.under_way import UnderWay
from service.engine.lead_times.watch import Standing, Watch

YOUNG = 2.0  # typical times; what is open for longer says little about how crowded it is


class Rolling:
    """Begins at what was learned; `share`: how many promises shall hold; `learns`: not in a warm-up."""

    def __init__(self, learned: Learned, origins: Origins, share: float, *, learns: bool = True) -> None:
        self.learned = learned
        self.day = learned.day
        self.late = 0
        self._stood: tuple[int, Standing] | None = None
        self._origins = origins
        self._share = share
        self._learns = learns
        self._parcels = Parcels()
        self._under_way = UnderWay(learned)
        self._begun = False
        self.feedback = Feedback(learned.zone, learned.ways.home, origins, share)
        self._today = Today()

    def take(self, kind: str, at: int, body: bytes) -> None:
        """One fact; facts before the first day only say what is open."""
        day = local_date(at, self.learned.zone)
        if day >= self.day:
            self.until(day)
        changed = self._parcels.take(kind, at, body)
        if not self._begun:
            self._under_way.add(changed if kind == "purchase" else [])
        elif day < self.day:
            self.late += len(changed)
        else:
            self._today.note(kind, at, changed)

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
        passed = np.diff(self._under_way.elapsed)[-WARM_UP - BEFORE :].tolist()
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
            self._today.ordered_at,
            self._today.arrived_at,
            self._support,
            self._under_way.elapsed,
            self._under_way.first,
            learned.sending,
            learned.sends,
            learned.stages,
        )

    @property
    def watch(self) -> Watch:
        """Promises whose day has passed."""
        return self.feedback.watch

    def standing(self) -> Standing:
        """How promises did lately whose day has passed."""
        if self._stood is None or self._stood[0] != self.day:
            longer = exp(self.feedback.longer)
            self._stood = self.day, self.watch.standing(self.day, self._share, longer)
        return self._stood[1]

    def _begin(self) -> None:
        """What is open, and for how long in typical times."""
        self._begun = True
        self._under_way.begin(self._origins)
        self._open_day()

    def _days(self, at: int) -> float:
        return days_of(at, self.learned.zone)

    # a day's begin

    def _open_day(self) -> None:
        learned = self.learned
        learned.belief = level.next_day(learned.belief)
        self._age = self._under_way.ages()
        crowd = self._crowd()
        if self._learns:
            self.feedback.hear(self.day)
        self._forecast = Forecast(
            self.day,
            learned.clock.rates(self.day, HORIZON),
            level.mean(learned.belief),
            learned.tail.open_share(),
            self.feedback.longer,
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

    # its end

    def _close(self) -> None:
        new = self._today.ordered
        self._promise(new)
        self._under_way.add(new)
        self._under_way.close(self.day, np.concatenate([self._age, np.zeros(len(new))]))
        self._count()
        if self._learns:
            self._learn()
        self._forget()
        self._today = Today()

    def _promise(self, new: list[Parcel]) -> None:
        """What every parcel of the day was promised, to hear on its day whether it held."""
        known = self.known()
        for parcel in new:
            parcel.typical = known.ways.typical(parcel.way, self._origins)
            if self._learns:
                at, crowd = self._days(parcel.ordered_at), known.crowd(parcel.ordered_at)
                end = known.forecast.ends(parcel.typical, at, self._share, crowd)
                self.feedback.promised(parcel, end)

    def _count(self) -> None:
        """What arrived, by country."""
        arrivals, home = self.learned.arrivals, self.learned.ways.home
        came = Counter(parcel.way.country or home for parcel in self._today.came)
        for country in [*arrivals, *(came.keys() - arrivals)]:
            arrivals[country] = [*arrivals.get(country, []), came[country]][-SUPPORT_DAYS:]

    def _forget(self) -> None:
        """What arrived, what nobody ordered here, and what has been under way for a year."""
        for parcel in self._today.came:
            self._parcels.forget(parcel)
        since = begin_of_day(self.day - SUPPORT_DAYS, self.learned.zone)
        gone = self._under_way.gone
        while gone and gone[0].ordered_at < since:
            self._parcels.forget(gone.popleft())
        self._parcels.forget_waiting()

    def _learn(self) -> None:
        """What was sent and what arrived says how long its sender and its lane take."""
        learned, ways = self.learned, self.learned.ways
        for parcel in self._today.sent:
            left = parcel.dispatched_at or parcel.ordered_at
            days = learned.sending.between(self._days(parcel.ordered_at), self._days(left))
            ways.handling.learn(sender_keys(parcel.way), max(days, LEAST_HANDLING))
        for parcel in self._today.came:
            sent = parcel.dispatched_at if learned.sends else parcel.ordered_at
            if sent is not None and parcel.delivered_at is not None:
                days = self._under_way.between(sent, parcel.delivered_at)
                keys = lane_keys(parcel.way, self._origins, ways.home)
                ways.transit.learn(keys, max(days, LEAST_TRANSIT))
