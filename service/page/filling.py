"""Shelves' proposals and a page's places → what each shelf gets, nothing twice.

One variant of a group per page; the page is full as long as the filters leave enough items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.page.moment import Moment
from service.page.shelves import ShelfKind

PAGE = 20  # the size that `slots` are counted for


@dataclass
class Filled:
    """A shelf with the items it got, and what it would still take."""

    kind: ShelfKind
    spare: list[int]
    items: list[int] = field(default_factory=list)


class Room:
    """What is still free: places, items, groups of variants."""

    def __init__(self, moment: Moment) -> None:
        self.places = moment.request.size
        self._group = moment.world.group
        self._taken: set[int] = set()

    def fill(self, shelf: Filled, most: int) -> None:
        """Move up to `most` free items from the shelf's proposals onto it."""
        kept: list[int] = []
        while shelf.spare and len(kept) < min(most, self.places):
            group = int(self._group[item := shelf.spare.pop(0)])
            if group not in self._taken:
                self._taken.add(group)
                kept.append(item)
        shelf.items += kept
        self.places -= len(kept)

    def give_back(self, shelf: Filled) -> None:
        """A shelf that is too short makes room again."""
        self._taken -= {int(self._group[item]) for item in shelf.items}
        self.places += len(shelf.items)
        shelf.items = []


def first_round(room: Room, shelves: Sequence[Filled], size: int) -> None:
    """Every shelf gets its share; one that can't get enough gives back."""
    wanted = sum(shelf.kind.slots for shelf in shelves if len(shelf.spare) >= shelf.kind.least)
    for shelf in shelves:
        if not (share := round(shelf.kind.slots * size / max(wanted, PAGE))):
            continue
        spare = list(shelf.spare)
        room.fill(shelf, max(share, shelf.kind.least))
        if len(shelf.items) < min(shelf.kind.least, size):
            room.give_back(shelf)
            shelf.spare = spare
