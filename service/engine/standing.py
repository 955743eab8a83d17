"""A visitor's candidates → how each stands among them by a few features: what is best here, however good."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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


def with_standing(columns: Sequence[Floats], names: tuple[str, ...]) -> Floats:
    """Columns of these names beside each other, then how the candidates stand by some of them."""
    places = _places(names)
    features = np.empty((len(columns[0]), len(names) + len(places)), np.float32)
    np.concatenate(columns, axis=1, out=features[:, : len(names)])
    features[:, len(names) :] = standing(features[:, places])
    return features


@lru_cache(maxsize=16)  # per combination of sources
def _places(names: tuple[str, ...]) -> list[int]:
    return [names.index(name) for name in ranked(names)]


def standing(features: Floats) -> Floats:
    """Per column: −log of 1 + how many candidates are better; those that are equal stand equal."""
    columns = np.ascontiguousarray(features.T)
    ordered = columns.copy()
    ordered.sort(axis=1)
    worse = np.empty(columns.shape, np.intp)
    for place, each in enumerate(columns):
        worse[place] = ordered[place].searchsorted(each, side="right")
    logs: Floats = -np.log1p(np.arange(len(features), -1, -1, dtype=np.float32))
    return logs.take(worse).T
