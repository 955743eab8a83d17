"""An experiment's days → the looks at it: after which of them, and with how much of what is planned.

A look more or less by a person changes nothing: looks are complete days, found again from the data each time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from features.clock import DAY, to_micros
from features.experiments.definition import Experiment
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.information import LITTLE
from training.experiments.statistics.measured import LEAST
from training.experiments.statistics.srm import Filled

NEWS = 1.01  # a look has a hundredth more information than the one before; with less there is nothing to see
RECENT = 7  # days
USUAL = 28  # days in which half of it is there, where no end is planned


class When(NamedTuple):
    """`information`: units, each by the part of its window that has passed; `share`: of what is planned."""

    days: int
    information: float
    share: float


class Plan(NamedTuple):
    """`size`: units in all; `last`: complete days until the windows of all are over; `window`: days."""

    size: int | None
    last: int | None
    stopped: int | None
    window: float

    def share(self, days: int, information: float) -> float:
        """Of what is planned; all of it on the last day, however many units there are."""
        if self.last is not None and days >= self.last:
            return 1.0
        if self.size is not None:
            return min(information / self.size, 1.0)
        return days / self.last if self.last else 0.0

    def filled(self, days: int, units: int) -> float:
        """The share of the units that are to come."""
        enrols = None if self.last is None else self.last - self.window
        if enrols is not None and days >= enrols:
            return 1.0
        if self.size is not None:
            return min(units / self.size, 1.0)
        return days / (days + USUAL if enrols is None else enrols)

    def over(self, days: int) -> bool:
        """Was it stopped, and are the windows over: nothing more will come."""
        return self.stopped is not None and days >= self.stopped


def plan_of(experiment: Experiment) -> Plan:
    """What was planned, in days since the start."""
    window = experiment.window_length

    def over(end: datetime | None) -> int | None:
        return None if end is None else math.ceil((to_micros(end) + window - experiment.starts_at) / DAY)

    return Plan(experiment.planned_size, over(experiment.end), over(experiment.stopped), window / DAY)


def looks(units: Units, plan: Plan, days: int) -> Iterator[When]:
    """In order of time, up to `days`."""
    seen = 0.0
    for day in range(1, days + 1):
        if min(map(len, units.known(day)), default=0) < LEAST:
            continue
        information = units.passed(day, plan.window)
        share = plan.share(day, information)
        if share == 1:  # also with nothing new: what errors were left may be used up now
            information = max(information, seen * LITTLE)
        if information >= seen * NEWS or share == 1:
            seen = information
            yield When(day, information, share)
        if share == 1 or plan.over(day):
            return


def filled(units: Units, plan: Plan, days: int) -> Iterator[Filled]:
    """Days on which a hundredth more units were there than before, and the last on which any are to come."""
    seen = 0
    for day in range(1, days + 1):
        counts = [len(places) for places in units.known(day)]
        share = plan.filled(day, sum(counts))
        if sum(counts) > seen * (1 if share == 1 else NEWS):
            seen = sum(counts)
            yield Filled(counts, share)
        if share == 1:
            return


def days_to_go(units: Units, plan: Plan, days: int) -> float | None:
    """Until nothing more is planned, at the pace of the last week; None where nothing comes."""
    by_size = None if plan.size is None or days <= 0 else _by_size(units, plan.size, plan.window, days)
    by_day = [float(max(last - days, 0)) for last in (plan.last, plan.stopped) if last is not None]
    return min([*by_day, *([by_size] if by_size is not None else [])], default=None)


def _by_size(units: Units, size: int, window: float, days: int) -> float | None:
    """Half a window of those who come is always under way; once enough came, only windows have to pass."""
    looks = (days, max(days - RECENT, 0))
    (came, before), (passed, earlier) = (
        [sum(map(len, units.known(day))) for day in looks],
        [units.passed(day, window) for day in looks],
    )
    to_come, last_days = size - came, min(days, RECENT)
    news, left = (came - before, to_come) if to_come > 0 else (passed - earlier, max(size - passed, 0))
    if news <= 0:
        return None
    return left / news * last_days + (window / 2 if to_come > 0 else 0.0)
