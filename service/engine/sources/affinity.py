"""Categories this visitor leans to, by what was done and searched there → the popular items of each."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.clock import DAY
from features.interactions import Floats, Ints, decay
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor

HALF_LIFE = 1.0  # horizons
SEARCH_WEIGHT = 1.0  # a search says about as much as a look
CATEGORIES = 5
PROPOSED = 40
NOWHERE = np.zeros(0)
RAREST = 0.01  # a category with a smaller share is treated as having this much


class Assortment(Protocol):
    """What the source needs to know of the catalogue."""

    category: Ints
    categories: list[str]

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
    features: tuple[str, ...] = ("affinity", "affinity_lift", "affinity_popular")

    def __init__(self, assortment: Assortment) -> None:
        self._assortment = assortment

    def score(self, visitor: Visitor) -> Scores:
        leaning = self.leaning(visitor) if self._assortment.categories else NOWHERE
        top = np.argsort(-leaning, kind="stable")[:CATEGORIES]
        columns = [self._of(int(code), float(leaning[code])) for code in top if leaning[code] > 0]
        if not columns:
            return Sparse(np.zeros(0, np.int32), np.zeros((0, len(self.features)), np.float32))
        items, values = (np.concatenate(part) for part in zip(*columns, strict=True))
        order = np.argsort(items)
        return Sparse(items[order], values[order])

    def leaning(self, visitor: Visitor) -> Floats:
        """One number per category; the visitor's categories share 1."""
        size = len(self._assortment.categories)
        code = self._assortment.category[visitor.rows.item]
        weight = np.maximum(visitor.rows.weight, 0) * decay(visitor.age / visitor.horizon, HALF_LIFE)
        total = np.bincount(code[code >= 0], weight[code >= 0], size).astype(np.float64)
        for search in visitor.searches:
            if (meant := self._assortment.meaning(search.query, search.category)) >= 0:
                age = np.array((visitor.now - search.at) / DAY / visitor.horizon)
                total[meant] += SEARCH_WEIGHT * decay(age, HALF_LIFE)
        return total / max(float(total.sum()), 1e-9)

    def _of(self, category: int, leaning: float) -> tuple[Ints, Floats]:
        items = self._assortment.by_category[category][:PROPOSED]
        lift = np.log1p(leaning / (self._assortment.category_share[category] + RAREST))
        alike = np.broadcast_to(np.array([leaning, lift]), (len(items), 2))
        popular = leaning / np.log2(np.arange(len(items)) + 2)
        return items, np.column_stack([alike, popular]).astype(np.float32)
