"""Categories and brands this visitor leans to, by what was done and searched there → their popular items."""

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

HALF_LIFE, LONG = 1.0, 8.0  # horizons
SEARCH_WEIGHT = 1.0  # a search says about as much as a look
CATEGORIES = 5
PROPOSED = 40
RAREST = 0.01  # a category with a smaller share is treated as having this much


class Assortment(Protocol):
    """What the source needs to know of the catalogue."""

    category: Ints
    categories: list[str]
    brand: Ints
    brands: list[str]
    words: Words

    @property
    def category_share(self) -> Floats:
        """How much of everybody's interest each category has; sums to 1."""

    @property
    def category_best(self) -> Floats:
        """How popular the most popular item of each category is."""

    @property
    def by_category(self) -> list[NDArray[np.int32]]:
        """Items of each category, most popular first."""

    def meaning(self, query: str, category: str | None) -> int:
        """The category a search means, -1 where none."""


class Leaning:
    """Categories and brands say something of all their items, ranks and searches of few."""

    def __init__(self, shop: Assortment, shares: Floats, acts: Floats, brands: Floats, few: Sparse) -> None:
        """`shares` (lately), `acts` (over long), `brands`: a number for each; `few`: the rank in a category,
        and what searches name."""
        usual = shop.category_share + RAREST
        lifts = np.log1p(shares / usual), np.log1p(acts / usual)
        self._shop, self._few, self.proposed = shop, few, few.proposed
        self._of_category = np.zeros((len(shares) + 1, 3), np.float32)  # the last row is of those without one
        self._of_category[:-1] = np.stack([shares, *lifts], axis=1)
        self._of_brand = np.append(brands, 0).astype(np.float32)

    def columns(self, items: Ints) -> Floats:
        by_category, by_brand = self._of_category[self._shop.category[items]], self._shop.brand[items]
        return np.column_stack([by_category, self._few.columns(items), self._of_brand[by_brand]])


class Affinity:
    """Popular items of the visitor's categories."""

    name = "affinity"
    features: tuple[str, ...] = (
        "affinity",
        "affinity_lift",
        "affinity_long",
        "affinity_popular",
        "searched",
        "affinity_brand",
    )

    def __init__(self, assortment: Assortment) -> None:
        self._assortment = assortment

    def score(self, visitor: Visitor) -> Scores:
        shop = self._assortment
        if not shop.categories and not shop.brands:
            return Sparse(np.zeros(0, np.int32), np.zeros((0, len(self.features)), np.float32))
        leaning = self.leaning(visitor)
        brands = _shared(self._liked(visitor, shop.brand, len(shop.brands), HALF_LIFE))
        top = [int(code) for code in np.argsort(-leaning, kind="stable")[:CATEGORIES] if leaning[code] > 0]
        return Leaning(shop, leaning, self._acts(visitor, LONG), brands, self._few(visitor, leaning, top))

    def _few(self, visitor: Visitor, leaning: Floats, top: list[int]) -> Sparse:
        listed = [self._assortment.by_category[code][:PROPOSED] for code in top]
        named = self._named(visitor)
        items = distinct(np.concatenate([*listed, np.array(list(named), np.int32)]).astype(np.int32))
        popular, searched = np.zeros(len(items)), np.zeros(len(items))
        for code, each in zip(top, listed, strict=True):
            popular[np.searchsorted(items, each)] = leaning[code] / np.log2(np.arange(len(each)) + 2)
        searched[np.searchsorted(items, list(named))] = list(named.values())
        return Sparse(items, np.column_stack([popular, searched]).astype(np.float32))

    def _named(self, visitor: Visitor) -> dict[int, float]:
        """Items that the visitor's searches name → how lately."""
        named: dict[int, float] = {}
        for search in visitor.searches:  # oldest first: the latest search counts
            lately = _lately(visitor, search, HALF_LIFE)
            named |= dict.fromkeys(self._assortment.words.matches(search.query)[:PROPOSED], lately)
        return named

    def leaning(self, visitor: Visitor) -> Floats:
        """One number per category; the visitor's categories share 1."""
        return _shared(self._acts(visitor, HALF_LIFE))

    def _acts(self, visitor: Visitor, half_life: float) -> Floats:
        """How much was done or searched in each category, by how lately."""
        total = self._liked(visitor, self._assortment.category, len(self._assortment.categories), half_life)
        for search in visitor.searches:
            if (meant := self._assortment.meaning(search.query, search.category)) >= 0:
                total[meant] += SEARCH_WEIGHT * _lately(visitor, search, half_life)
        return total

    def _liked(self, visitor: Visitor, code_of: Ints, size: int, half_life: float) -> Floats:
        code = code_of[visitor.rows.item]
        weight = np.maximum(visitor.rows.weight, 0) * decay(visitor.age / visitor.horizon, half_life)
        return np.bincount(code[code >= 0], weight[code >= 0], size).astype(np.float64)


def _lately(visitor: Visitor, search: Searched, half_life: float) -> float:
    age = max(visitor.now - search.at, 0) / DAY / visitor.horizon
    return float(decay(np.array(age), half_life))


def _shared(total: Floats) -> Floats:
    return total / max(float(total.sum()), 1e-9)
