"""What share of a shelf each category may take, so that none is all of one kind.

Calibrated (Steck 2018): somebody's lasting interest may fill a shelf, one look may not.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from features.interactions import Floats
from service.engine.sources.affinity import Affinity
from service.engine.visitor import Visitor
from service.engine.world import World

PRIOR = 1.0  # acts: as much as this the shop's taste counts beside the visitor's own


def interest(visitor: Visitor, world: World) -> Floats:
    """Per category, summing to 1: the visitor's own interest; the fewer acts, the nearer to the shop's."""
    rows, searches = visitor.rows, visitor.searches
    acts = np.count_nonzero((rows.weight > 0) & (world.category[rows.item] >= 0))
    acts += sum(world.meaning(search.query, search.category) >= 0 for search in searches)
    shop: Floats = world.category_share
    affinity = next((source for source in world.sources if isinstance(source, Affinity)), None)
    if not acts or affinity is None:
        return shop
    own: Floats = (acts * affinity.leaning(visitor) + PRIOR * shop) / (acts + PRIOR)
    return own


def most(visitor: Visitor, world: World, diversity: float) -> Floats:
    """Per category: the highest share of a shelf; `diversity` 0: all of it, 1: no more than its interest."""
    if not diversity or not world.categories:
        return np.ones(len(world.categories), np.float32)
    return np.maximum(interest(visitor, world), 1 - diversity)


class Balance:
    """A list that grows, and of which categories it has enough; what has no category may always join."""

    def __init__(self, most: Floats, categories: Iterable[int] = ()) -> None:
        """`most`: per category its highest share; `categories`: of what the list holds already."""
        self._most = most
        self._held: dict[int, int] = {}
        self._length = 0
        for category in categories:
            self.add(category)

    def takes(self, category: int) -> bool:
        """Has the list room for one more of this category: every list for its first one."""
        if category < 0 or (held := self._held.get(category)) is None:
            return True
        return held < float(self._most[category]) * (self._length + 1)

    def add(self, category: int) -> None:
        """One more of this category."""
        self._held[category] = self._held.get(category, 0) + 1
        self._length += 1
