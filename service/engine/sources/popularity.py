"""What many people want: decayed counts over a short, a middle and a long time, and within a category."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints
from service.engine.sources.affinity import Assortment
from service.engine.sources.base import Dense, Scores, strongest
from service.engine.visitor import Visitor

SPANS = ("popularity_short", "popularity_mid", "popularity_long")
PROPOSED = 100


class Popularity:
    """Decayed popularity, and how near an item comes to the most popular one of its category."""

    name = "popularity"
    features: tuple[str, ...] = (*SPANS, "popularity_category")

    def __init__(self, model: Model, shop: Assortment) -> None:
        spans = [np.asarray(model.arrays[name], np.float32) for name in SPANS]
        values = np.stack([*spans, np.zeros_like(spans[0])], axis=1)
        proposed = np.union1d(strongest(values[:, 0], PROPOSED), strongest(values[:, 1], PROPOSED // 2))
        self.proposed: Ints = proposed.astype(np.int32)
        self._values = values
        self._shop = shop
        self._best: Floats | None = None

    def score(self, visitor: Visitor) -> Scores:
        return self

    def columns(self, items: Ints) -> Floats:
        """The same for every visitor."""
        if self._best is not self._shop.category_best:  # the categories changed
            self._best = self._shop.category_best
            best = np.append(self._best, np.inf).astype(np.float32)  # -1: without a category
            category = self._shop.category[: len(self._values)]
            self._values[:, -1] = self._values[:, 1] / np.maximum(best[category], 1e-9)
        return Dense(self.proposed, self._values).columns(items)
