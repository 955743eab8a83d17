"""What every model is fitted on: the interactions up to a moment, and how much each may say to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.history import Said, Searched
from features.interactions import BUY, Interactions, Ints, Mask, decay

Votes = NDArray[np.float64]

# Any browser can send looks and carts: one person's count at most so much to everybody else. Purchases, which
# only the shop's server sends, count in full.
MOST_OF_ITEM = 5.0  # as much as one purchase just now
MOST_OF_PERSON = 250.0  # as much as fifty


@dataclass(frozen=True)
class Sample:
    """`age`: horizons since each row; `persons`: how many codes there are, not how many acted.

    `enough`: persons who have to like an item before anybody else hears of it.
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
        return len(np.unique(self.rows.person))

    def votes(self, half_life: float) -> Votes:
        """What each row says for its item to everybody: at least 0, halved every `half_life` horizons."""
        votes = np.maximum(self.rows.weight, 0) * decay(self.age, half_life) * self.shared[self.rows.item]
        votes = self._at_most(MOST_OF_ITEM, self._dense_pair, votes)
        return self._at_most(MOST_OF_PERSON, self.rows.person, votes)

    @cached_property
    def shared(self) -> Mask:
        """Per item: do enough persons like it; what one alone does says nothing to others."""
        liked = np.unique(self._pair[self.rows.weight > 0])
        shared: Mask = np.bincount(liked % len(self.items), minlength=len(self.items)) >= self.enough
        return shared

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
    def _dense_pair(self) -> Ints:
        """The same without gaps."""
        number: Ints = np.unique(self._pair, return_inverse=True)[1]
        return number
