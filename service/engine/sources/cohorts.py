"""What people like this visitor typically want: of the same country, age or segment."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import distinct
from service.engine.sources.base import Scores, Sparse
from service.engine.visitor import Visitor


class Cohorts:
    """Typical items of the visitor's cohorts."""

    name = "cohort"
    features: tuple[str, ...] = ("cohort",)

    def __init__(self, model: Model) -> None:
        lists = np.split(model.arrays["cohort_items"], model.arrays["cohort_ends"][1:-1])
        self._typical = dict(zip(model.texts["cohorts"], lists, strict=False))

    def score(self, visitor: Visitor) -> Scores:
        names = [f"{name}={value}" for name, value in sorted(visitor.attributes.items())]
        lists = [self._typical[name] for name in names if name in self._typical]
        items = distinct(np.concatenate([np.zeros(0, np.int32), *lists]))
        values = np.zeros((len(items), 1), np.float32)
        for each in lists:
            values[np.searchsorted(items, each), 0] += 1 / np.log2(np.arange(len(each)) + 2)
        return Sparse(items, values)
