"""What every model is fitted on: the interactions up to a moment, and how much each may say to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.history import Said, Searched
from features.interactions import BUY, PURCHASE, Interactions, Ints, Mask, decay, distinct, visits

Votes = NDArray[np.float64]

# Any browser can send looks and carts: one person's count at most so much to everybody else. Purchases, which
# only the shop's server sends, count in full.
MOST_OF_ITEM = 5.0  # as much as one purchase just now
MOST_OF_PERSON = 250.0  # as much as fifty


@dataclass(frozen=True)
class Sample:
    """`rows` in order of time; `age`: horizons since each.

    `persons`: how many codes there are, not how many acted; `enough`: how many have to like an item before
    anybody else hears of it.
    """

    rows: Interactions
    age: NDArray[np.float64]
    items: list[str]
    persons: int
    horizon_days: float
    searches: list[Searched]
    said: list[Said]
    enough: int

    @cached_property
    def active(self) -> int:
        """Persons who did anything."""
        return int(np.count_nonzero(np.bincount(self.rows.person)))

    def votes(self, half_life: float) -> Votes:
        """What each row says for its item to everybody: at least 0, halved every `half_life` horizons."""
        votes = np.maximum(self.rows.weight, 0) * decay(self.age, half_life) * self.shared[self.rows.item]
        votes = self._at_most(MOST_OF_ITEM, self.dense_pair, votes)
        return self._at_most(MOST_OF_PERSON, self.rows.person, votes)

    @cached_property
    def shared(self) -> Mask:
        """Per item: do enough persons like it; what one alone does says nothing to others."""
        liked = distinct(self._pair[self.rows.weight > 0])
        shared: Mask = np.bincount(liked % len(self.items), minlength=len(self.items)) >= self.enough
        return shared

    @cached_property
    def item_of_pair(self) -> Ints:
        """The item of each number of a person and item."""
        item = np.zeros(self.dense_pair.max(initial=-1) + 1, np.int32)
        item[self.dense_pair] = self.rows.item
        return item

    @cached_property
    def bought_days(self) -> tuple[Ints, Ints]:
        """Each day on which a person bought an item: the dense pair and the days since, latest first."""
        bought = self.rows.kind == PURCHASE
        day = (self.age[bought] * self.horizon_days).astype(np.int64)
        keys = distinct(self.dense_pair[bought] << 32 | day)
        return keys >> 32, keys & 0xFFFFFFFF

    def persons_of(self, rows: Mask) -> Ints:
        """Per item how many persons these rows are of; 0 where too few like it at all."""
        met = np.zeros(len(self.item_of_pair), bool)
        met[self.dense_pair[rows]] = True
        return np.bincount(self.item_of_pair[met], minlength=len(self.items)) * self.shared

    @cached_property
    def visit(self) -> Ints:
        """Per row the number of its visit; whose and when can't be told from it."""
        order = np.argsort(self.rows.person, kind="stable")
        number = np.zeros(len(order), np.int64)
        number[order] = visits(self.rows.at[order], self.rows.person[order])
        return number

    def _at_most(self, most: float, group: Ints, votes: Votes) -> Votes:
        """Votes other than purchases shrunk where those of a group sum to more."""
        light = votes * ~BUY[self.rows.kind]
        total = np.bincount(group, light)
        shrunk: Votes = votes - light + light * (most / np.maximum(total, most))[group]
        return shrunk

    @cached_property
    def _pair(self) -> Ints:
        """Per row a number of its person and item."""
        pair: Ints = self.rows.person.astype(np.int64) * len(self.items) + self.rows.item
        return pair

    @cached_property
    def dense_pair(self) -> Ints:
        """Per row a number of its person and item, without gaps."""
        number: Ints = np.unique(self._pair, return_inverse=True)[1]
        return number
