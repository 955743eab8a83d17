"""Kinds of product a visitor keeps coming back to, by looks and searches, until something is bought."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY
from features.interactions import BUY, KEEP, LOOK, visits
from service.engine.visitor import Visitor
from service.engine.world import World

REMEMBERED = 28 * DAY
ENOUGH_ACTS = 3
ENOUGH_VISITS = 2
MANY_ACTS = 5  # so many at once are an interest, too


@dataclass
class Interest:
    """One category: when it was looked for, and by what."""

    category: int
    moments: list[int] = field(default_factory=list)
    query: str | None = None
    items: list[int] = field(default_factory=list)

    @property
    def lasting(self) -> bool:
        """Looked for again and again, not just once."""
        return self.acts >= ENOUGH_ACTS and (self.visits >= ENOUGH_VISITS or self.acts >= MANY_ACTS)

    @property
    def acts(self) -> int:
        """How many looks and searches."""
        return len(self.moments)

    @property
    def visits(self) -> int:
        """On how many visits: an hour without any ends one."""
        return 1 + int(visits(np.sort(self.moments))[-1])


def lasting_interests(visitor: Visitor, world: World) -> list[Interest]:
    """What the visitor keeps looking for, most persistent first; a purchase ends it."""
    if not world.categories:
        return []
    found: dict[int, Interest] = {}
    ended = _ended(visitor, world)
    _note_looks(visitor, world, found, ended)
    _note_searches(visitor, world, found, ended)
    lasting = [interest for interest in found.values() if interest.lasting]
    return sorted(lasting, key=lambda i: (-i.visits, -i.acts, -max(i.moments)))


def _ended(visitor: Visitor, world: World) -> NDArray[np.int64]:
    """Per category: when the visitor last bought something of it."""
    ended = np.full(len(world.categories), visitor.now - REMEMBERED)
    bought = BUY[visitor.rows.kind]
    category = world.category[visitor.rows.item[bought]]
    np.maximum.at(ended, category[category >= 0], visitor.rows.at[bought][category >= 0])
    return ended


def _note_looks(visitor: Visitor, world: World, found: dict[int, Interest], ended: NDArray[np.int64]) -> None:
    rows = visitor.rows
    category = world.category[rows.item]
    open_still = (LOOK[rows.kind] | KEEP[rows.kind]) & (category >= 0) & (rows.at > ended[category])
    for row in np.nonzero(open_still & ~world.sensitive[rows.item])[0]:
        interest = found.setdefault(int(category[row]), Interest(int(category[row])))
        interest.moments.append(int(rows.at[row]))
        interest.items.append(int(rows.item[row]))


def _note_searches(
    visitor: Visitor, world: World, found: dict[int, Interest], ended: NDArray[np.int64]
) -> None:
    for search in visitor.searches:
        category = world.meaning(search.query, search.category)
        if category >= 0 and search.at > ended[category] and not world.words.delicate(search.query):
            interest = found.setdefault(category, Interest(category))
            interest.moments.append(search.at)
            interest.query = search.query
