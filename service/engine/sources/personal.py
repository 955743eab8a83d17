"""What this visitor had before: how often, how lately, how serious; decays count in horizons of the shop."""

from __future__ import annotations

import numpy as np

from features.interactions import BUY, KEEP, LOOK, WEIGHTS, Floats, Ints, decay, distinct
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor

SOON_DAYS = 1 / 100
COUNTED = np.stack([BUY, BUY, KEEP, LOOK, LOOK, LOOK])  # one row per decayed count, in the features' order
HALF_LIVES = np.array([[1.0], [4.0], [2.0], [0.3], [1.5], [8.0]])  # horizons


class Personal:
    """The visitor's own items."""

    name = "personal"
    features: tuple[str, ...] = (
        "bought_short",
        "bought_long",
        "kept",
        "looked_short",
        "looked_mid",
        "looked_long",
        "events",
        "visits",
        "recency",
        "recency_sharp",
        "recency_log",
    )

    def score(self, visitor: Visitor) -> Scores:
        return Sparse(visitor.own, _columns(visitor, visitor.own_row, len(visitor.own)))


def _columns(visitor: Visitor, row: np.ndarray, size: int) -> Floats:
    age = visitor.age / visitor.horizon
    kind = visitor.rows.kind
    last = np.full(size, np.inf)
    np.minimum.at(last, row, age)
    counted = WEIGHTS[kind] > 0
    columns = (
        *np.log1p(_totals(row, COUNTED[:, kind] * decay(age, HALF_LIVES), size)),
        np.log1p(np.bincount(row, counted, size)),
        np.log1p(_visits(visitor, row[counted], counted, size)),
        1 / (1 + last),
        1 / (1 + 10 * last),
        -np.log(last + SOON_DAYS),
    )
    return np.array(columns, np.float32).T


def _totals(row: Ints, values: Floats, size: int) -> np.ndarray:
    """Each line of values, summed by row: as many lines of `size`."""
    lines = len(values)
    places = row + size * np.arange(lines)[:, None]
    return np.bincount(places.ravel(), values.ravel(), lines * size).reshape(lines, size)


def _visits(visitor: Visitor, row: np.ndarray, counted: np.ndarray, size: int) -> Ints:
    pairs = distinct(row.astype(np.int64) << 32 | visitor.visit[counted])
    return np.bincount(pairs >> 32, minlength=size)
