"""What many people want: decayed counts over a short, a middle and a long time, alike for everybody."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from service.engine.sources.base import Dense, Scores, strongest
from service.engine.visitor import Visitor

SPANS = ("popularity_short", "popularity_mid", "popularity_long")
PROPOSED = 100


class Popularity:
    """Decayed popularity."""

    name = "popularity"
    features: tuple[str, ...] = SPANS

    def __init__(self, model: Model) -> None:
        values = np.stack([np.asarray(model.arrays[name], np.float32) for name in SPANS], axis=1)
        proposed = np.union1d(strongest(values[:, 0], PROPOSED), strongest(values[:, 1], PROPOSED // 2))
        self._scores = Dense(proposed.astype(np.int32), values)

    def score(self, visitor: Visitor) -> Scores:
        return self._scores
