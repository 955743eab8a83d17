"""Candidates of all sources → one score each: a linear blend whose weights training fitted.

Every feature has two weights: one alone, one times how much is known of the visitor (log of events), so that
the blend leans on popularity for newcomers and on the person's own habits later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log1p
from typing import Literal, TypeVar

import numpy as np

from features.interactions import Floats, Ints, distinct
from service.engine.sources import Scores, Source
from service.engine.sources.base import Sparse
from service.engine.visitor import Visitor

T = TypeVar("T")

Head = Literal["all", "new"]
Failed = Callable[[str, Exception], None]
LIMITS, KNOWN = "limits", "known"  # the highest features and experience that the weights were fitted on
HEADS: tuple[Head, ...] = ("all", "new")


@dataclass(frozen=True)
class Candidates:
    """Item codes, sorted and unique; one column per feature; how much is known; each source's opinion."""

    items: Ints
    features: Floats
    known: float
    opinions: Mapping[str, Scores]

    @property
    def with_experience(self) -> Floats:
        """The columns that have a weight each: every feature, then every feature times `known`."""
        return np.concatenate([self.features, self.features * np.float32(self.known)], axis=1)


def feature_names(sources: Sequence[Source]) -> list[str]:
    """The columns in order: every source's features, then the same times the visitor's experience."""
    plain = [name for source in sources for name in source.features]
    return plain + [f"{name}*known" for name in plain]


def candidates(
    visitor: Visitor, sources: Sequence[Source], also: Ints | None = None, failed: Failed | None = None
) -> Candidates:
    """What the sources propose (and `also`), with the opinion of every source on each.

    With `failed`, a source that raises is told of and has no opinion; without, the error is the caller's.
    """
    scores = [_scored(source, visitor, failed) for source in sources]
    proposed = [s.proposed for s in scores] + ([also] if also is not None else [])
    items = distinct(np.concatenate(proposed)) if proposed else np.zeros(0, np.int32)
    none = np.zeros((len(items), 0), np.float32)
    columns = [_columns(*one, items, failed) for one in zip(sources, scores, strict=True)]
    features = np.concatenate([none, *columns], axis=1)
    known = log1p(len(visitor.rows) + len(visitor.searches)) / 5
    opinions = {source.name: score for source, score in zip(sources, scores, strict=True)}
    return Candidates(items, features, known, opinions)


def _scored(source: Source, visitor: Visitor, failed: Failed | None) -> Scores:
    silent: Scores = Sparse(np.zeros(0, np.int32), np.zeros((0, len(source.features)), np.float32))
    return _guarded(source, lambda: source.score(visitor), silent, failed)


def _columns(source: Source, scores: Scores, items: Ints, failed: Failed | None) -> Floats:
    silent = np.zeros((len(items), len(source.features)), np.float32)
    return _guarded(source, lambda: scores.columns(items), silent, failed)


def _guarded(source: Source, work: Callable[[], T], silent: T, failed: Failed | None) -> T:
    try:
        return work()
    except Exception as error:
        if failed is None:
            raise
        failed(source.name, error)
        return silent


class Blend:
    """The fitted weights, by head; nobody is judged by more than what training ever saw of anybody.

    Beyond that a linear blend would go on into the absurd: a thousand looks in a shop where six are many.
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]], sources: Sequence[Source]) -> None:
        names = feature_names(sources)
        self.sources = sources
        by_head = {head: [weights.get(head, {}).get(name, 0.0) for name in names] for head in HEADS}
        self.weights = {head: np.array(w, np.float32).reshape(2, -1) for head, w in by_head.items()}
        limits = weights.get(LIMITS, {})
        plain = names[: len(names) // 2]
        self._highest = np.array([limits.get(name, inf) for name in plain], np.float32)
        self._most_known = limits.get(KNOWN, inf)

    def score(self, found: Candidates, head: Head) -> Floats:
        """One score per candidate; comparable for one visitor and head only."""
        return np.minimum(found.features, self._highest) @ self._at(found.known, head)

    def _at(self, known: float, head: Head) -> Floats:
        """One weight per feature for a visitor of whom that much is known; no more than training ever saw."""
        alone, by_experience = self.weights[head]
        return alone + np.float32(min(known, self._most_known)) * by_experience

    def leading_source(self, found: Candidates, rows: Ints, head: Head) -> list[str]:
        """The source that contributed most to each of these candidates; a silent one contributes nothing."""
        features = found.features[rows]
        parts = features * self._at(found.known, head)
        owner = np.array([source.name for source in self.sources for _ in source.features])
        names = list(dict.fromkeys(owner.tolist()))
        totals = [
            np.where(features[:, owner == name].any(axis=1), parts[:, owner == name].sum(axis=1), -np.inf)
            for name in names
        ]
        return [names[best] for best in np.argmax(totals, axis=0)]
