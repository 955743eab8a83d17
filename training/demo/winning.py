"""What was done upon a trigger, and for whom → how likely it wins them back, by the truth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from msgspec import Struct

from features.interactions import Floats, Mask
from training.demo.gestures import FACTORS, GESTURES, Truth

DAY = 86_400_000_000  # microseconds
WINDOW = 30  # days in which buying again counts
ALL = "all"
SEGMENTS = {"single": 0, "couple": 1, "family": 2}


class Treated(NamedTuple):
    """A trigger, what was done upon it (`nothing`, or what the truth knows of), and for whom.

    `days`: that it took too long, as it turned out; `at`: microseconds; `spent`: EUR; `held`: out.
    """

    intervention_id: str
    customer_id: str
    touchpoint: str
    gesture: str
    at: int
    regular: bool
    spent: float
    days: float
    segment: str
    held: bool = False

    @property
    def levels(self) -> list[int]:
        """In the order of FACTORS."""
        value = int(self.spent >= 60) + int(self.spent >= 180)
        late = int(self.days > 1) + int(self.days > 4)
        return [int(self.regular), value, late, SEGMENTS.get(self.segment, 3)]


class Added(Struct, frozen=True):
    """`effect`: what it adds to the share of exactly these triggers' customers who buy again."""

    gesture: str
    triggers: int
    effect: float


class Moved(NamedTuple):
    """Per trigger: `chance` to bring somebody back who would stay away; `stars` it adds; is its time up."""

    chance: Floats
    stars: Floats
    whole: Mask


def moved(truth: Truth, treated: list[Treated], bought: pl.DataFrame, until: int) -> Moved:
    """`bought`: flat lines of all purchases that happen anyway. Whoever buys again anyway isn't moved."""
    stays = _stays(treated, bought)
    whole = np.array([one.at + WINDOW * DAY <= until for one in treated], dtype=np.bool_)
    base = float(np.clip(stays[whole].mean(), 0.05, 0.95)) if whole.any() else 0.5
    staying, stars = (_effects(treated, table) for table in (truth.staying, truth.stars))
    after = 1 / (1 + (1 - base) / base * np.exp(-staying - _cells(truth, treated)))
    chance = np.where(stays, 0.0, np.clip((after - base) / (1 - base), 0, 1))
    return Moved(chance, stars, whole)


def added(treated: list[Treated], found: Moved) -> list[Added]:
    """By gesture, and all that aren't held out together, over triggers whose time is up."""
    done = np.array([one.gesture for one in treated])
    parts = {name: done == name for name in GESTURES} | {ALL: np.array([not one.held for one in treated])}
    return [
        Added(name, int(own.sum()), round(float(found.chance[own].mean()), 4))
        for name, part in parts.items()
        if (own := part & found.whole).any()
    ]


def _stays(treated: list[Treated], bought: pl.DataFrame) -> Mask:
    """Who buys within the window anyway."""
    moments = bought.group_by("customer_id").agg(pl.col("occurred_at").dt.epoch("us").unique())
    times = dict(moments.iter_rows())
    return np.array(
        [any(0 < at - one.at <= WINDOW * DAY for at in times.get(one.customer_id, ())) for one in treated],
        dtype=np.bool_,
    )


def _effects(treated: list[Treated], table: list[list[float]]) -> Floats:
    sizes = [len(names) for names in FACTORS.values()]
    starts = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]])
    found = (
        sum(table[GESTURES.index(one.gesture)][column] for column in (0, *(starts + one.levels)))
        for one in treated
    )
    return np.fromiter(found, dtype=np.float64, count=len(treated))


def _cells(truth: Truth, treated: list[Treated]) -> Floats:
    """What a single kind adds beyond its factors."""
    sizes = [len(names) for names in FACTORS.values()]
    found = (
        truth.cells[GESTURES.index(one.gesture)][int(np.ravel_multi_index(tuple(one.levels), sizes))]
        for one in treated
    )
    return np.fromiter(found, dtype=np.float64, count=len(treated))
