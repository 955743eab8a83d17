"""What a shop could rank by without learning anything: popular lately, and the customer's own items before.

Half-lives are counted in horizons: of 28 days, 7 days and 84 days.
"""

from __future__ import annotations

import numpy as np

from features.clock import DAY
from features.interactions import Ints, age_days, among, decay, distinct
from service.engine.visitor import Visitor
from training.split import Window

LATELY, OWN = 0.25, 3.0


def popular(window: Window, half_life: float | None = None) -> Ints:
    """Items that anybody took up to the cut, most often first; decayed, where `half_life` says so."""
    rows = window.known.where(window.known.weight > 0)
    age = age_days(rows, window.cut) * DAY / window.horizon
    size = len(window.history.items)
    ever = np.bincount(rows.item, minlength=size)
    votes = ever if half_life is None else np.bincount(rows.item, decay(age, half_life), size)
    return np.lexsort((-ever, -votes))[: np.count_nonzero(ever)]


def own_first(visitor: Visitor) -> Ints:
    """What this person took before, often and lately first."""
    took = visitor.rows.weight > 0
    lately = decay(visitor.age[took] / visitor.horizon, OWN)
    votes = np.bincount(visitor.own_row[took], lately, len(visitor.own))
    order = np.argsort(-votes, kind="stable")[: len(distinct(visitor.own_row[took]))]
    own: Ints = visitor.own[order]
    return own


def filled(first: Ints, spare: Ints, size: int) -> Ints:
    """`size` items: the first ones, then spare ones in their order; -1 where even those don't suffice."""
    if len(first) < size:
        first = np.concatenate([first, spare[~among(spare, first)]])
    full: Ints = np.full(size, -1)
    full[: len(first[:size])] = first[:size]
    return full
