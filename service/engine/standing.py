"""A visitor's candidates → how each stands among them by a few features: what is best here, however good."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from features.interactions import Floats

SUFFIX = "_rank"
RANKED = (
    *("recency_log", "events", "looked_short", "repurchase_rate"),
    *("als", "bm25", "sessions", "popularity_short"),
)


def ranked(names: Sequence[str]) -> list[str]:
    """Those of the features that candidates are ranked by."""
    return [name for name in RANKED if name in names]


def standing(features: Floats) -> Floats:
    """Per column: −log of 1 + how many candidates are better; those that are equal stand equal."""
    better = np.empty_like(features)
    for column, values in enumerate(features.T):
        better[:, column] = len(values) - np.searchsorted(np.sort(values), values, side="right")
    return -np.log1p(better)
