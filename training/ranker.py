"""Past windows → the blend's weights: what raises what people really took over the other candidates.

Listwise softmax over each visitor's candidates; every visitor's loss is divided by the square root of how
much they took, so that big buyers teach more, but don't decide alone. An L2 penalty holds the weights to the
usual ones: the fewer visitors there are to learn from, the closer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from features.artifact import Array
from service.engine.rank import excluded
from service.engine.ranker import HEADS, KNOWN, LIMITS, Head, candidates, feature_names
from service.engine.world import World
from training.recipe import Recipe
from training.split import Window, some

Weights = dict[str, dict[str, float]]

ALIKE = 1e-6  # within lists: of a feature that differs by no more nothing can be learned
# What weighs how much until somebody tells otherwise: the logs of how popular an item is and of how much the
# visitor leans to its category make "popular among what they like"; own items and searches come first.
USUAL = {
    "popularity_mid": 5.0,
    "affinity_lift": 1.0,
    "searched": 5.0,
    "recency": 2.0,
    "events": 1.0,
    "bought_long": 1.0,
}
FEW = 3_000  # of so many visitors the penalty is twice the recipe's, of fewer more


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
    """Weights by head and feature. Where nobody took anything yet, the usual ones."""
    names = list(dict.fromkeys(name for past in pasts for name in feature_names(past.world.sources)))
    found: Weights = {}
    usual = np.array([USUAL.get(name, 0.0) for name in names], np.float32)
    by_head, most_known = _lists(pasts, names, recipe)
    for head, lists in by_head.items():
        weights = _fit(lists, usual, recipe.ranking_l2) if len(lists.starts) else usual
        found[head] = dict(zip(names, (float(w) for w in weights), strict=True))
    return found | {LIMITS: _limits(by_head["all"], names, most_known)}


def _limits(lists: Lists, names: Sequence[str], most_known: float) -> dict[str, float]:
    """The highest value of each feature, and the most experienced visitor; none where nothing was fitted."""
    if not len(lists.starts):
        return {}
    highest = zip(names, lists.features.max(axis=0).tolist(), strict=True)
    return {name: value for name, value in highest if not name.endswith("*known")} | {KNOWN: most_known}


def _lists(pasts: Sequence[Past], names: Sequence[str], recipe: Recipe) -> tuple[dict[Head, Lists], float]:
    """Lists by head, and how much is known of the most experienced visitor."""
    rows: dict[Head, list[tuple[Array, Array]]] = {head: [] for head in HEADS}
    most_known = 0.0
    for past in pasts:
        for person in some(
            sorted(past.window.wanted("all")), recipe.training_visitors // len(pasts), recipe.seed
        ):
            most_known = max(most_known, _add(rows, past, person, names))
    return {head: _joined(pairs) for head, pairs in rows.items()}, most_known


def _add(rows: dict[Head, list[tuple[Array, Array]]], past: Past, person: int, names: Sequence[str]) -> float:
    """One person's candidates to every head under which one was taken; how much is known of them."""
    visitor = past.window.visitor(person)
    found = candidates(visitor, past.world.sources)
    features = _columns(found.with_experience, feature_names(past.world.sources), names)
    for head, pairs in rows.items():
        kept = ~np.isin(found.items, excluded(visitor, head))
        hit = np.isin(found.items[kept], past.window.wanted(head).get(person, ()))
        if hit.any():
            pairs.append((features[kept], hit))
    return found.known


def _joined(pairs: Sequence[tuple[Array, Array]]) -> Lists:
    if not pairs:
        return Lists(np.zeros((0, 0)), np.zeros(0), np.zeros(0, int))
    features, hits = zip(*pairs, strict=True)
    ends = np.cumsum([0, *(len(hit) for hit in hits)])
    return Lists(np.concatenate(features), np.concatenate(hits).astype(np.float32), ends[:-1])


def _columns(features: Array, there: Sequence[str], names: Sequence[str]) -> Array:
    """The columns in order; 0 where an earlier window had no such source yet, as in a shop that grows."""
    wide = np.zeros((len(features), len(names)), np.float32)
    wide[:, [names.index(name) for name in there]] = features
    return wide


def _fit(lists: Lists, usual: Array, l2: float) -> Array:
    lengths = np.diff(np.append(lists.starts, len(lists.hit)))
    group = np.repeat(np.arange(len(lists.starts)), lengths)
    means = np.add.reduceat(lists.features, lists.starts) / lengths[:, None].astype(np.float32)
    scaled = lists.features - means[group]  # what a whole list has in common decides nothing
    before = scaled @ usual
    spread = scaled.std(axis=0)
    spread[spread < ALIKE] = np.inf
    scaled /= spread
    share = lists.hit / np.sqrt(np.add.reduceat(lists.hit, lists.starts))[group]
    total = np.add.reduceat(share, lists.starts)
    people = len(lists.starts)
    penalty = l2 * (1 + FEW / people)

    def loss(change: Array) -> tuple[float, Array]:
        score = before + scaled @ change.astype(np.float32)
        score -= np.maximum.reduceat(score, lists.starts)[group]
        likely = np.exp(score)
        mass = np.add.reduceat(likely, lists.starts)
        value = -(share * (score - np.log(mass)[group])).sum() / people
        slope = -(scaled.T @ (share - likely * (total / mass)[group])) / people
        return value + penalty * float(change @ change), np.asarray(slope + 2 * penalty * change)

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights: Array = usual + np.asarray(found.x) / spread
    return weights
