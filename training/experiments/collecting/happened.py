"""Events and pages of an experiment's units → what was added to each measure, on which day, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import numpy as np
import polars as pl

from features.clock import DAY
from features.events import SCALES
from features.interactions import Ints, Mask
from service.store.records import Fact, HistoryRow
from training.experiments.collecting.exposures import NOBODY, Exposed
from training.experiments.collecting.increments import Increments, Stretch
from training.experiments.collecting.money import of_orders
from training.experiments.collecting.whose import CODES, IS_ACT, IS_OF_ORDERS, Events, Whose
from training.findings.machines import MOST_ACTS

MOST_PAGES = 500  # of one unit on one day (UTC)
ATTRIBUTES = ("country", "age_band", "segment")
COUNTED = {"select_item": "clicks", "contact_started": "contacts"}


class Happened:
    """Takes events in order of time, when all pages were taken."""

    def __init__(self, exposed: Exposed, stretch: Stretch) -> None:
        self._exposed, self._stretch, self._whose = exposed, stretch, Whose(exposed)
        self._orders: dict[int, list[Fact]] = {}
        self._told = Increments(exposed.since, stretch)
        self._acts: list[Ints] = []  # day (UTC) and unit in one number
        self.confirmed, self.came, self.bought = np.zeros((3, len(exposed.since)), dtype=bool)
        self.said: dict[str, dict[int, str]] = {name: {} for name in ATTRIBUTES}

    def take(self, rows: Sequence[HistoryRow]) -> None:
        """Count what units did, and what is known of them."""
        events = self._whose.events(rows)
        known = events.unit != NOBODY
        if known.any():
            self._count(events, known)
            self._take_orders(events, known)
            self._rate(events, known)
            self._describe(events, known & (events.at <= self._exposed.since[events.unit]))

    def _count(self, events: Events, known: Mask) -> None:
        shown = (events.kind == CODES["view_item_list"]) & (events.quoted != NOBODY)
        self.confirmed[events.quoted[shown]] = True
        acts = known & IS_ACT[events.kind]
        self._acts.append(self._by_day(events.unit[acts], events.at[acts]))
        for kind, measure in COUNTED.items():
            counted = known & (events.kind == CODES[kind])
            self._told.add(measure, events.unit[counted], events.at[counted], np.ones(int(counted.sum())))

    def _take_orders(self, events: Events, known: Mask) -> None:
        for place in np.flatnonzero(known & IS_OF_ORDERS[events.kind]).tolist():
            row = events.rows[place]
            facts = self._orders.setdefault(int(events.unit[place]), [])
            facts.append(Fact(row.kind, row.occurred_at, row.body))

    def _rate(self, events: Events, known: Mask) -> None:
        places = np.flatnonzero(known & (events.kind == CODES["experience_rated"])).tolist()
        said = [(place, events.bodies[place]) for place in places]
        scales = {place: SCALES[body.metric] for place, body in said if body.metric in SCALES}
        scores = [(events.bodies[place].score - low) / (high - low) for place, (low, high) in scales.items()]
        unit, at = events.unit[[*scales]], events.at[[*scales]]
        self._told.add("ratings", unit, at, np.ones(len(scales)))
        self._told.add("rating_sum", unit, at, np.array(scores, dtype=np.float64))

    def _describe(self, events: Events, early: Mask) -> None:
        """What is known of a unit when its first page is made; nothing that the page may have changed."""
        unit, places = events.unit[early], np.flatnonzero(early).tolist()
        self.came[unit[events.at[early] < self._exposed.since[unit] - DAY]] = True
        self.bought[unit[events.kind[early] == CODES["purchase"]]] = True
        some, units = [events.bodies[place] for place in places], unit.tolist()
        for name, said in self.said.items():
            values = map(attrgetter(name), some)
            said |= {one: value for one, value in zip(units, values, strict=True) if value}

    def machines(self) -> Mask:
        """Which units did on a day what nobody can."""
        found = np.zeros(len(self._exposed.since), dtype=bool)
        pages = self._by_day(self._exposed.unit, self._exposed.at)
        for many, most in ((self._acts, MOST_ACTS), ([pages], MOST_PAGES)):
            days, times = np.unique(np.concatenate([pages[:0], *many]), return_counts=True)
            found[days[times > most] % max(len(found), 1)] = True
        return found

    def measured(self, units: Mask) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
        """Increments (INCREMENTS) and sums of before (TOTALS) of these units, by measure; asked once."""
        exposed, told = self._exposed, self._told
        told.add("pages", exposed.unit, exposed.at, np.ones(len(exposed.at)))
        for unit, facts in self._orders.items():
            if units[unit]:
                told.extend(unit, of_orders(facts, int(exposed.since[unit]), self._stretch.until))
        return told.during(units), told.before(units)

    def _by_day(self, unit: Ints, at: Ints) -> Ints:
        return at // DAY * len(self._exposed.since) + unit
