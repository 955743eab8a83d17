"""What is known of the visitor, alike for every item: by it a learned ranking decides whom to believe."""

from __future__ import annotations

from math import log1p

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints, distinct
from service.engine.sources.base import Scores
from service.engine.sources.products import usual_price
from service.engine.visitor import Visitor

LATE = 20.0  # gaps: whatever is later is as late


class Same:
    """One row for all items."""

    proposed: Ints = np.zeros(0, np.int32)

    def __init__(self, values: Floats) -> None:
        self._values = values

    def columns(self, items: Ints) -> Floats:
        found = np.empty((len(items), len(self._values)), np.float32)
        found[:] = self._values
        return found


class Context:
    """Signals of the visitor."""

    name = "context"
    features: tuple[str, ...] = (
        "visitor_events",
        "visitor_visits",
        "visitor_since",
        "visitor_gap",
        "visitor_late",
        "visitor_items",
        "visitor_repeats",
        "visitor_price",
    )

    def __init__(self, model: Model) -> None:
        self._prices = np.asarray(model.arrays["item_price"], np.float32)

    def score(self, visitor: Visitor) -> Scores:
        if not len(visitor.rows):
            return Same(np.zeros(len(self.features), np.float32))
        events, visits = len(visitor.rows), int(visitor.visit[-1]) + 1
        since, first = visitor.age[-1] / visitor.horizon, visitor.age[0] / visitor.horizon
        gap = (first - since) / max(visits - 1, 1)
        pairs = distinct(visitor.own_row << 32 | visitor.visit)
        again = np.bincount(pairs >> 32) > 1
        late = min(since / gap, LATE) if gap else 0
        logs = map(log1p, (events, visits, since, gap, late, len(pairs) / visits))
        often = np.count_nonzero(again) / len(again)
        return Same(np.array([*logs, often, usual_price(visitor, self._prices)], np.float32))
