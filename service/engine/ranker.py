"""Candidates of all sources → one score each: a linear blend whose weights training fitted.

Every feature has two weights: one alone, one times how much is known of the visitor (log of events), so that
the blend leans on popularity for newcomers and on the person's own habits later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from features.interactions import Floats, Ints, distinct
from service.engine.sources import Scores, Source
from service.engine.visitor import Visitor

Head = Literal["all", "new"]
HEADS: tuple[Head, ...] = ("all", "new")


@dataclass(frozen=True)
class Candidates:
    """Item codes, sorted and unique, one column per feature, and each source's own opinion by name."""

    items: Ints
    features: Floats
    opinions: Mapping[str, Scores]


def feature_names(sources: Sequence[Source]) -> list[str]:
    """The columns in order: every source's features, then the same times the visitor's experience."""
    plain = [name for source in sources for name in source.features]
    return plain + [f"{name}*known" for name in plain]


def candidates(visitor: Visitor, sources: Sequence[Source], also: Ints | None = None) -> Candidates:
    """What the sources propose (and `also`), with the opinion of every source on each."""
    scores = [source.score(visitor) for source in sources]
    proposed = [s.proposed for s in scores] + ([also] if also is not None else [])
    items = distinct(np.concatenate(proposed)) if proposed else np.zeros(0, np.int32)
    plain = (
        np.concatenate([s.columns(items) for s in scores], axis=1) if scores else np.zeros((len(items), 0))
    )
    known = np.float32(np.log1p(len(visitor.rows) + len(visitor.searches)) / 5)
    features = np.concatenate([plain, plain * known], axis=1, dtype=np.float32)
    opinions = {source.name: score for source, score in zip(sources, scores, strict=True)}
    return Candidates(items, features, opinions)


class Blend:
    """The fitted weights, by head."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]], sources: Sequence[Source]) -> None:
        names = feature_names(sources)
        self.sources = sources
        self.weights = {
            head: np.array([weights.get(head, {}).get(name, 0.0) for name in names], np.float32)
            for head in HEADS
        }

    def score(self, found: Candidates, head: Head) -> Floats:
        """One score per candidate; comparable for one visitor and head only."""
        return found.features @ self.weights[head]

    def leading_source(self, found: Candidates, rows: Ints, head: Head) -> list[str]:
        """The name of the source that contributed most to each of these candidates."""
        parts = found.features[rows] * self.weights[head]
        half = parts.shape[1] // 2
        parts = parts[:, :half] + parts[:, half:]
        owner = [source.name for source in self.sources for _ in source.features]
        names = list(dict.fromkeys(owner))
        totals = np.stack([parts[:, [o == n for o in owner]].sum(axis=1) for n in names], axis=1)
        return [names[best] for best in totals.argmax(axis=1)]
