"""Shelves' proposals and a page's places → what each shelf gets, nothing twice.

One variant of a group per page; a category that has its share of a shelf waits until the others have theirs;
the page is full as long as the filters leave enough items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from service.engine.shares import Balance
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
        self._category = moment.world.category
        self._most = {True: moment.most, False: np.ones_like(moment.most)}
        self._taken: set[int] = set()

    def fill(self, shelf: Filled, most: int) -> None:
        """Move up to `most` free items from the shelf's proposals onto it."""
        balance = Balance(self._most[shelf.kind.varied], map(self._kind, shelf.items))
        passed: list[int] = []
        ahead = iter(shelf.spare)
        for _ in range(min(most, self.places)):
            if (item := self._next(balance, passed, ahead)) is None:
                break
            shelf.items.append(item)
            balance.add(self._kind(item))
            self._taken.add(int(self._group[item]))
            self.places -= 1
        shelf.spare = [*passed, *ahead]

    def _next(self, balance: Balance, passed: list[int], ahead: Iterator[int]) -> int | None:
        """The first free item whose category lacks its share yet; else the first free one."""
        for at, item in enumerate(passed):
            if self._free(item) and balance.takes(self._kind(item)):
                return passed.pop(at)
        for item in filter(self._free, ahead):
            if balance.takes(self._kind(item)):
                return item
            passed.append(item)
        passed[:] = filter(self._free, passed)
        return passed.pop(0) if passed else None

    def _kind(self, item: int) -> int:
        return int(self._category[item])

    def _free(self, item: int) -> bool:
        return int(self._group[item]) not in self._taken

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
