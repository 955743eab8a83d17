"""Candidates of all sources → one score each: a linear blend lists the best, small networks order them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from types import MappingProxyType
from typing import Literal, TypeVar

import numpy as np

from features.interactions import Floats, Ints, Mask, distinct
from service.engine.linear import LIMITS, Linear
from service.engine.networks import Networks
from service.engine.sources import Scores, Source
from service.engine.sources.base import Sparse, strongest
from service.engine.standing import SUFFIX, ranked, with_standing
from service.engine.visitor import Visitor

T = TypeVar("T")

Head = Literal["all", "new"]
Failed = Callable[[str, Exception], None]
HEADS: tuple[Head, ...] = ("all", "new")
LISTED = 200  # candidates that the networks order
UNLIKELY = 1e3  # below every candidate that the networks ordered


@dataclass(frozen=True)
class Candidates:
    """Item codes, sorted and unique; which of them the visitor's events name; one column per feature; how
    much is known of the visitor; each source's opinion."""

    items: Ints
    own: Mask
    features: Floats
    known: float
    opinions: Mapping[str, Scores]


def feature_names(sources: Sequence[Source]) -> list[str]:
    """The columns of candidates' features in order: every source's, then how they stand by some of these."""
    names = [name for source in sources for name in source.features]
    return names + [f"{name}{SUFFIX}" for name in ranked(names)]


def candidates(
    visitor: Visitor, sources: Sequence[Source], also: Ints | None = None, failed: Failed | None = None
) -> Candidates:
    """What the sources propose (and `also`), with the opinion of every source on each.

    With `failed`, a source that raises is told of and has no opinion; without, the error is the caller's.
    """
    scores = [_scored(source, visitor, failed) for source in sources]
    proposed = [s.proposed for s in scores] + ([also] if also is not None else [])
    items = distinct(np.concatenate([np.zeros(0, np.int32), *proposed]))
    columns = [np.zeros((len(items), 0), np.float32)]
    columns += [_columns(*one, items, failed) for one in zip(sources, scores, strict=True)]
    features = with_standing(columns, tuple(name for source in sources for name in source.features))
    known = log1p(len(visitor.rows) + len(visitor.searches)) / 5
    opinions = {source.name: score for source, score in zip(sources, scores, strict=True)}
    return Candidates(items, visitor.has(items), features, known, opinions)


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
    """What training learned of how the sources' features add up, by head."""

    def __init__(
        self,
        weights: Mapping[str, Mapping[str, float]],
        sources: Sequence[Source],
        networks: Mapping[str, Networks] = MappingProxyType({}),
    ) -> None:
        names, limits = feature_names(sources), weights.get(LIMITS, {})
        self.sources = sources
        self.linear = {head: Linear(weights.get(head, {}), limits, names) for head in HEADS}
        self._networks = networks

    def score(self, found: Candidates, head: Head) -> Floats:
        """One score per candidate; comparable for one visitor and head only."""
        linear = self.linear[head].score(found.features, found.known)
        if (networks := self._networks.get(head)) is None or not len(linear):
            return linear
        chosen = listed(linear, found.own, head)
        rows = chosen.nonzero()[0]
        scores: Floats = linear - (linear.max() + UNLIKELY)
        scores[rows] = networks.score(found.features[rows])
        return scores

    def leading_source(self, found: Candidates, rows: Ints, head: Head) -> list[str]:
        """The source that contributed most to each of these candidates; a silent one contributes nothing."""
        owner = np.array([source.name for source in self.sources for _ in source.features])
        features = found.features[rows, : len(owner)]
        parts = features * self.linear[head].at(found.known)[: len(owner)]
        names = list(dict.fromkeys(owner.tolist()))
        totals = [
            np.where(features[:, owner == name].any(axis=1), parts[:, owner == name].sum(axis=1), -np.inf)
            for name in names
        ]
        return [names[best] for best in np.argmax(totals, axis=0)]


def listed(linear: Floats, own: Mask, head: Head) -> Mask:
    """Which candidates the networks order: the highest by the blend.

    For `new` so many that the visitor doesn't know, and half as many own ones: a page shows both.
    """
    chosen = np.zeros(len(linear), bool)
    if head == "all":
        chosen[strongest(linear, LISTED)] = True
        return chosen
    for there, most in (((~own).nonzero()[0], LISTED), (own.nonzero()[0], LISTED // 2)):
        chosen[there[strongest(linear[there], most)]] = True
    return chosen
