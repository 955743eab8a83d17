"""ALS: the visitor folded into the factors that training learned for items; the visitor's own are never kept.

Hu, Koren, Volinsky 2008, eq. 4: x = (YᵀY + Yᵀ(C−I)Y + λI)⁻¹ YᵀC p.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints
from service.engine.sources.base import Dense, Scores, strongest
from service.engine.visitor import Visitor

PROPOSED = 100


class Factors:
    """Matrix factorisation, live."""

    name = "als"
    features: tuple[str, ...] = ("als",)

    def __init__(self, model: Model) -> None:
        self._factors: Floats = np.asarray(model.arrays["factors"], np.float32)
        self._half_life = float(model.arrays["factors_half_life"][0])
        regularisation = float(model.arrays["factors_regularisation"][0])
        size = self._factors.shape[1]
        self._gram = self._factors.T @ self._factors + regularisation * np.eye(size, dtype=np.float32)

    def score(self, visitor: Visitor) -> Scores:
        items, weights = visitor.taste(self._half_life, len(self._factors))
        values = self._factors @ self.fold_in(items, np.log1p(weights))
        new = values.copy()
        new[visitor.own[visitor.own < len(values)]] = -np.inf
        return Dense(strongest(new, PROPOSED), values[:, None])

    def fold_in(self, items: Ints, confidence: Floats) -> Floats:
        """The visitor's factors (one per dimension) from items and their confidences (α = 1)."""
        theirs = self._factors[items]
        left = self._gram + (theirs.T * (confidence - 1)) @ theirs
        return np.linalg.solve(left, theirs.T @ confidence).astype(np.float32)
