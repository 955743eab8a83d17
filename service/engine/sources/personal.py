"""What this visitor had before: how often, how lately, how serious; decays count in horizons of the shop."""

from __future__ import annotations

import numpy as np

from features.interactions import BUY, KEEP, LOOK, WEIGHTS, Floats, Ints, decay, distinct
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor

VISIT_DAYS = 1 / 24  # looks within the same hour are one visit
SOON_DAYS = 1 / 100


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

    def total(mask: np.ndarray, half_life: float) -> np.ndarray:
        return np.log1p(np.bincount(row, mask * decay(age, half_life), size))

    last = np.full(size, np.inf)
    np.minimum.at(last, row, age)
    counted = WEIGHTS[kind] > 0
    columns = (
        total(BUY[kind], 1.0),
        total(BUY[kind], 4.0),
        total(KEEP[kind], 2.0),
        total(LOOK[kind], 0.3),
        total(LOOK[kind], 1.5),
        total(LOOK[kind], 8.0),
        np.log1p(np.bincount(row, counted, size)),
        np.log1p(_visits(visitor, row[counted], counted, size)),
        1 / (1 + last),
        1 / (1 + 10 * last),
        -np.log(last + SOON_DAYS),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _visits(visitor: Visitor, row: np.ndarray, counted: np.ndarray, size: int) -> Ints:
    hour = (visitor.age[counted] / VISIT_DAYS).astype(np.int64)
    pairs = distinct(row.astype(np.int64) << 32 | hour)
    return np.bincount(pairs >> 32, minlength=size)
