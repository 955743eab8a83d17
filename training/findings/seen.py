"""What a training had before it: the counts that its notices are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.catalogue import Item
from features.clock import DAY
from features.history import History
from features.interactions import BUY, Ints
from training.recipe import Recipe


@dataclass(frozen=True)
class Seen:
    """`items`: the catalogue; `horizon`: microseconds; `returned`: how often somebody came back to learn
    from; `windows`: how many there are to learn from."""

    history: History
    items: Mapping[str, Item]
    recipe: Recipe
    horizon: int
    returned: int
    windows: int

    @cached_property
    def active(self) -> int:
        """Persons who did anything with an item."""
        return len(np.unique(self.history.interactions.person))

    @property
    def days(self) -> float:
        """From the first event to the last."""
        at = self.history.interactions.at
        return float(at.max() - at.min()) / DAY

    @cached_property
    def purchases(self) -> int:
        """How often anybody bought an item; lines of one order count once."""
        return len(self._bought)

    @cached_property
    def pairs(self) -> Ints:
        """Person and item, once each, of everything bought."""
        return np.unique(self._bought[:, :2], axis=0)

    @cached_property
    def _bought(self) -> Ints:
        rows = self.history.interactions.where(BUY[self.history.interactions.kind])
        return np.unique(np.stack([rows.person, rows.item, rows.at], axis=1), axis=0)

    @cached_property
    def categories(self) -> Counter[str]:
        """How many items of the catalogue each has."""
        return Counter(item.category for item in self.items.values() if item.category)

    @property
    def new(self) -> int:
        """Items of the catalogue without any event."""
        return len(self.items.keys() - set(self.history.items))
