"""Kinds of product a visitor keeps coming back to, by looks and searches, until something is bought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

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
    found: dict[int, Interest] = {}
    ended = _ended(visitor, world)
    _note_looks(visitor, world, found, ended)
    _note_searches(visitor, world, found, ended)
    lasting = [interest for interest in found.values() if interest.lasting]
    return sorted(lasting, key=lambda i: (-len(i.visits), -i.acts, -i.latest))


def _ended(visitor: Visitor, world: World) -> dict[int, int]:
    """Category → when the visitor last bought something of it."""
    ended: dict[int, int] = defaultdict(lambda: visitor.now - REMEMBERED)
    for row in np.nonzero(BUY[visitor.rows.kind])[0]:
        category = int(world.category[visitor.rows.item[row]])
        ended[category] = max(ended[category], int(visitor.rows.at[row]))
    return ended


def _note_looks(visitor: Visitor, world: World, found: dict[int, Interest], ended: dict[int, int]) -> None:
    rows = visitor.rows
    for row in np.nonzero(LOOK[rows.kind] | KEEP[rows.kind])[0]:
        item, at = int(rows.item[row]), int(rows.at[row])
        category = int(world.category[item])
        if category >= 0 and at > ended[category]:
            interest = found.setdefault(category, Interest(category))
            interest.note(at)
            interest.items.append(item)


def _note_searches(visitor: Visitor, world: World, found: dict[int, Interest], ended: dict[int, int]) -> None:
    for search in visitor.searches:
        category = world.meaning(search.query, search.category)
        if category >= 0 and search.at > ended[category]:
            interest = found.setdefault(category, Interest(category))
            interest.note(search.at)
            interest.query = search.query
