"""Categories this visitor leans to, by what was done and searched there → the popular items of each."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY
from features.history import Searched
from features.interactions import Floats, Ints, decay, distinct
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor
from service.engine.words import Words

HALF_LIFE = 1.0  # horizons
SEARCH_WEIGHT = 1.0  # a search says about as much as a look
CATEGORIES = 5
PROPOSED = 40
RAREST = 0.01  # a category with a smaller share is treated as having this much


class Assortment(Protocol):
    """What the source needs to know of the catalogue."""

    category: Ints
    categories: list[str]
    words: Words

    @property
    def category_share(self) -> Floats:
        """How much of everybody's interest each category has; sums to 1."""

    @property
    def by_category(self) -> list[NDArray[np.int32]]:
        """Items of each category, most popular first."""

    def meaning(self, query: str, category: str | None) -> int:
        """The category a search means, -1 where none."""


class Affinity:
    """Popular items of the visitor's categories."""

    name = "affinity"
    features: tuple[str, ...] = ("affinity", "affinity_lift", "affinity_popular", "searched")

    def __init__(self, assortment: Assortment) -> None:
        self._assortment = assortment

    def score(self, visitor: Visitor) -> Scores:
        if not self._assortment.categories:
            return Sparse(np.zeros(0, np.int32), np.zeros((0, len(self.features)), np.float32))
        leaning = self.leaning(visitor)
        top = [int(code) for code in np.argsort(-leaning, kind="stable")[:CATEGORIES] if leaning[code] > 0]
        listed = [self._assortment.by_category[code][:PROPOSED] for code in top]
        named = self._named(visitor)
        items = distinct(np.concatenate([*listed, np.array(list(named), np.int32)]).astype(np.int32))
        code = self._assortment.category[items]
        share = np.where(code >= 0, leaning[code], 0)
        lift = np.log1p(share / (self._assortment.category_share[code] + RAREST))
        popular, searched = np.zeros(len(items)), np.zeros(len(items))
        for each in listed:
            at = np.searchsorted(items, each)
            popular[at] = share[at] / np.log2(np.arange(len(each)) + 2)
        searched[np.searchsorted(items, list(named))] = list(named.values())
        return Sparse(items, np.column_stack([share, lift, popular, searched]).astype(np.float32))

    def _named(self, visitor: Visitor) -> dict[int, float]:
        """Items that the visitor's searches name → how lately."""
        named: dict[int, float] = {}
        for search in visitor.searches:  # oldest first: the latest search counts
            lately = self._lately(visitor, search)
            named |= dict.fromkeys(self._assortment.words.matches(search.query)[:PROPOSED], lately)
        return named

    def _lately(self, visitor: Visitor, search: Searched) -> float:
        age = max(visitor.now - search.at, 0) / DAY / visitor.horizon
        return float(decay(np.array(age), HALF_LIFE))

    def leaning(self, visitor: Visitor) -> Floats:
        """One number per category; the visitor's categories share 1."""
        size = len(self._assortment.categories)
        code = self._assortment.category[visitor.rows.item]
        weight = np.maximum(visitor.rows.weight, 0) * decay(visitor.age / visitor.horizon, HALF_LIFE)
        total = np.bincount(code[code >= 0], weight[code >= 0], size).astype(np.float64)
        for search in visitor.searches:
            if (meant := self._assortment.meaning(search.query, search.category)) >= 0:
                total[meant] += SEARCH_WEIGHT * self._lately(visitor, search)
        return total / max(float(total.sum()), 1e-9)
