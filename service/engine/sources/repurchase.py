"""When somebody buys again what they have: a Poisson-Gamma rate, damped while the last purchase is fresh.

Bhagat et al. 2018, "Buy It Again": (repeats + shape) / (time + shape / the item's rate), the prior learned
from how often others come back for the item. Days count, not events.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import PURCHASE, Floats, Ints, distinct
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor

LATE = 20.0  # gaps: whatever is later is as late
NEVER = 1e-6


class Repurchase:
    """The visitor's bought items and whether their time has come."""

    name = "repurchase"
    features: tuple[str, ...] = (
        "repurchase_rate",
        "gap_ratio",
        "item_gap_ratio",
        "bought_days",
        "bought_share",
        "bought_gap",
        "bought_first",
        "bought_pieces",
        "in_last_basket",
    )

    def __init__(self, model: Model) -> None:
        self._rates, self._gaps = model.arrays["rebuy_rates"], model.arrays["rebuy_gaps"]
        self._rate, self._gap, self._shape = (float(number) for number in model.arrays["rebuy_usual"])

    def score(self, visitor: Visitor) -> Scores:
        bought = (visitor.rows.kind == PURCHASE).nonzero()[0]
        row, age = visitor.own_row[bought], visitor.age[bought] / visitor.horizon
        pairs = distinct(row << 32 | visitor.age[bought].astype(np.int64))
        days = np.bincount(pairs >> 32, minlength=len(visitor.own))
        since, had, in_last = np.zeros((3, len(days)))
        since[row], had[row[::-1]] = age, age[::-1]  # rows are in order of time
        visit = visitor.visit[bought]
        in_last[row[visit == visit.max(initial=0)]] = 1
        have = days.nonzero()[0]
        pieces = np.bincount(row, np.log1p(visitor.rows.quantity[bought]), len(days))[have] / days[have]
        share = days[have] / max(len(distinct(visitor.age[bought].astype(np.int64))), 1)
        columns = self._columns(visitor.own[have], days[have], since[have], had[have])
        columns = (*columns, share, *_history(days[have], since[have], had[have]), pieces, in_last[have])
        return Sparse(visitor.own[have], np.array(columns, np.float32).T)

    def _columns(self, items: Ints, days: Ints, since: Floats, had: Floats) -> tuple[Floats, ...]:
        """`since`, `had`: horizons since the last and the first purchase."""
        usual = _known(self._gaps, items, self._gap)
        gap = (had - since + usual) / days  # as if bought once more, after the usual time
        prior = self._shape / np.maximum(_known(self._rates, items, self._rate), NEVER)
        rate = (days - 1 + self._shape) / (had + 2 * np.maximum(gap - since, 0) + prior)
        late, later = (np.minimum(since / np.maximum(each, NEVER), LATE) for each in (gap, usual))
        return np.log1p(rate), np.log1p(late), np.log1p(later), np.log1p(days)


def _history(days: Ints, since: Floats, had: Floats) -> tuple[Floats, Floats]:
    """The mean time between days on which it was bought, 0 for a single one; the age of the first."""
    return np.log1p((had - since) / np.maximum(days - 1, 1)), np.log1p(had)


def _known(learned: Floats, items: Ints, usual: float) -> Floats:
    """What was learned of items, the usual where nothing was."""
    found = np.full(len(items), usual)
    known = items < len(learned)
    found[known] = learned[items[known]]
    return found
