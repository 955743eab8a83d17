"""Past windows → the blend's weights: what raises what people really took over the other candidates.

Listwise softmax over each visitor's candidates with an L2 penalty; every visitor's loss is divided by the
square root of how much they took, so that big buyers teach more, but don't decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from features.artifact import Array
from service.engine.rank import excluded
from service.engine.ranker import HEADS, Head, candidates, feature_names
from service.engine.world import World
from training.recipe import Recipe
from training.split import Window, some

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Past:
    """A window and the world as it was learned at its cut."""

    window: Window
    world: World


@dataclass(frozen=True)
class Lists:
    """Candidates of many visitors, one below the other: features, hits, and where each visitor begins."""

    features: Array
    hit: Array
    starts: Array


def fit_weights(pasts: Sequence[Past], recipe: Recipe) -> Weights:
    """Weights by head and feature. Where nobody took anything yet, popularity decides."""
    names = list(dict.fromkeys(name for past in pasts for name in feature_names(past.world.sources)))
    found: Weights = {}
    for head in HEADS:
        lists = _lists(pasts, names, head, recipe)
        weights = _fit(lists, recipe.ranking_l2) if len(lists.starts) else _unlearned(names)
        found[head] = dict(zip(names, (float(w) for w in weights), strict=True))
    return found


def _unlearned(names: Sequence[str]) -> list[float]:
    return [1.0 if name.startswith(("popularity_mid", "affinity", "recency")) else 0.0 for name in names]


def _lists(pasts: Sequence[Past], names: Sequence[str], head: Head, recipe: Recipe) -> Lists:
    features, hits = [], []
    for past in pasts:
        wanted = past.window.wanted(head)
        for person in some(sorted(wanted), recipe.training_visitors // len(pasts), recipe.seed):
            visitor = past.window.visitor(person)
            found = candidates(visitor, past.world.sources)
            kept = ~np.isin(found.items, excluded(visitor, head))
            hit = np.isin(found.items[kept], wanted[person])
            if hit.any():
                there = feature_names(past.world.sources)
                features.append(_columns(found.with_experience[kept], there, names))
                hits.append(hit)
    ends = np.cumsum([0, *(len(hit) for hit in hits)])
    if not hits:
        return Lists(np.zeros((0, 0)), np.zeros(0), np.zeros(0, int))
    return Lists(np.concatenate(features), np.concatenate(hits).astype(np.float32), ends[:-1])


def _columns(features: Array, there: Sequence[str], names: Sequence[str]) -> Array:
    """The columns in order; 0 where an earlier window had no such source yet, as in a shop that grows."""
    wide = np.zeros((len(features), len(names)), np.float32)
    wide[:, [names.index(name) for name in there]] = features
    return wide


def _fit(lists: Lists, l2: float) -> Array:
    spread = lists.features.std(axis=0) + 1e-9
    scaled = lists.features / spread
    group = np.repeat(np.arange(len(lists.starts)), np.diff(np.append(lists.starts, len(lists.hit))))
    share = lists.hit / np.sqrt(np.add.reduceat(lists.hit, lists.starts))[group]
    total = np.add.reduceat(share, lists.starts)
    people = len(lists.starts)

    def loss(weights: Array) -> tuple[float, Array]:
        score = scaled @ weights.astype(np.float32)
        score -= np.maximum.reduceat(score, lists.starts)[group]
        likely = np.exp(score)
        mass = np.add.reduceat(likely, lists.starts)
        value = -(share * (score - np.log(mass)[group])).sum() / people
        slope = -(scaled.T @ (share - likely * (total / mass)[group])) / people
        return value + l2 * float(weights @ weights), np.asarray(slope + 2 * l2 * weights)

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    scaled_back: Array = np.asarray(found.x) / spread
    return scaled_back
