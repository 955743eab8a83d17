"""Who carries parcels: how fast each is, and the weeks in which everything takes it longer."""

import msgspec
import numpy as np

from training.demo.appeal import Floats, Ints

PACE = {"Postreiter": 1.0, "Flinkpaket": 0.85, "Sperrgut Nord": 1.2, "Alpenkurier": 1.0}
CARRIERS = tuple(PACE)
BAD, SLOWER = 0.1, 1.8  # share of a carrier's weeks, and by how much
SLOW_NOW, SLOW_SINCE = "Flinkpaket", 9  # so that the shop has orders that run late, and since how many days


class BadWeek(msgspec.Struct, frozen=True):
    """Days of the period in which what a carrier takes over is longer under way."""

    carrier: str
    starts_day: int
    days: int
    slower: float


def drawn_bad_weeks(rng: np.random.Generator, days: int) -> tuple[BadWeek, ...]:
    """The last one is still running."""
    bad = rng.random((len(CARRIERS), days // 7)) < BAD
    drawn = [
        BadWeek(CARRIERS[carrier], int(week) * 7, 7, SLOWER)
        for carrier, week in zip(*np.nonzero(bad), strict=True)
    ]
    return *drawn, BadWeek(SLOW_NOW, days - SLOW_SINCE, SLOW_SINCE, SLOWER)


def slowness(weeks: tuple[BadWeek, ...], carrier: Ints, day: Ints) -> Floats:
    """By how much longer each parcel takes; `day` of the period on which it is handed over."""
    found = np.ones(len(day))
    for week in weeks:
        hit = (day >= week.starts_day) & (day < week.starts_day + week.days)
        found[hit & (carrier == CARRIERS.index(week.carrier))] = week.slower
    return found
