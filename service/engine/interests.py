"""Kinds of product a visitor keeps coming back to, by looks and searches, until something is bought."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY, HOUR
from features.interactions import BUY, KEEP, LOOK
from service.engine.visitor import Visitor
from service.engine.world import World

REMEMBERED = 28 * DAY
ENOUGH_ACTS = 3
ENOUGH_VISITS = 2
MANY_ACTS = 5  # so many at once are an interest, too


@dataclass
class Interest:
    """One category: how often and on how many visits it was looked for, and by what."""

    category: int
    acts: int = 0
    visits: set[int] = field(default_factory=set)
    latest: int = 0
    query: str | None = None
    items: list[int] = field(default_factory=list)

    @property
    def lasting(self) -> bool:
        """Looked for again and again, not just once."""
        return self.acts >= ENOUGH_ACTS and (len(self.visits) >= ENOUGH_VISITS or self.acts >= MANY_ACTS)

    def note(self, at: int) -> None:
        """One more look or search."""
        self.acts += 1
        self.visits.add(at // HOUR)
        self.latest = max(self.latest, at)


def lasting_interests(visitor: Visitor, world: World) -> list[Interest]:
    """What the visitor keeps looking for, most persistent first; a purchase ends it."""
    if not world.categories:
        return []
    found: dict[int, Interest] = {}
    ended = _ended(visitor, world)
    _note_looks(visitor, world, found, ended)
    _note_searches(visitor, world, found, ended)
    lasting = [interest for interest in found.values() if interest.lasting]
    return sorted(lasting, key=lambda i: (-len(i.visits), -i.acts, -i.latest))


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
    for row in np.nonzero(open_still)[0]:
        interest = found.setdefault(int(category[row]), Interest(int(category[row])))
        interest.note(int(rows.at[row]))
        interest.items.append(int(rows.item[row]))


def _note_searches(
    visitor: Visitor, world: World, found: dict[int, Interest], ended: NDArray[np.int64]
) -> None:
    for search in visitor.searches:
        category = world.meaning(search.query, search.category)
        if category >= 0 and search.at > ended[category]:
            interest = found.setdefault(category, Interest(category))
            interest.note(search.at)
            interest.query = search.query
