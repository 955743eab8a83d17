"""Lists of past windows → the blend's weights: what raises what people really took over the other candidates.

Listwise softmax over each visitor's candidates; every visitor's loss is divided by the square root of how
much they took, so that big buyers teach more, but don't decide alone. An L2 penalty holds the weights to the
usual ones: the fewer visitors there are to learn from, the closer.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from features.artifact import Array
from service.engine.linear import BY_EXPERIENCE, KNOWN, LIMITS
from service.engine.ranker import HEADS, Head
from training.ranking.lists import Lists
from training.recipe import Recipe

Weights = dict[str, dict[str, float]]

ALIKE = 1e-6  # within lists: of a feature that differs by no more nothing can be learned
# What weighs how much until somebody tells otherwise: the logs of how popular an item is and of how much the
# visitor leans to its category make "popular among what they like"; own items and searches come first.
USUAL = {
    "popularity_mid": 5.0,
    "affinity_long": 1.0,
    "searched": 5.0,
    "recency": 2.0,
    "events": 1.0,
    "bought_long": 1.0,
}
OTHERS = 150  # candidates of a visitor that nothing came of, to learn from
FEW = 2_000  # of so many visitors the penalty is twice the recipe's; of half as many, five times


def fit_weights(lists: Lists, recipe: Recipe) -> Weights:
    """Weights by head and feature. Where nobody took anything yet, the usual ones."""
    names = [*lists.names, *(f"{name}{BY_EXPERIENCE}" for name in lists.names)]
    usual = np.array([USUAL.get(name, 0.0) for name in names], np.float32)
    found: Weights = {}
    for head in HEADS:
        some = lists.learnable(head)
        weights = _fit(some, head, usual, recipe) if len(some) else usual
        found[head] = dict(zip(names, (float(w) for w in weights), strict=True))
    return found | {LIMITS: _limits(lists)}


def _limits(lists: Lists) -> dict[str, float]:
    """The highest value of each feature, and the most experienced visitor; none where nothing was fitted."""
    if not len(lists):
        return {}
    highest = zip(lists.names, lists.features.max(axis=0).astype(float).tolist(), strict=True)
    return dict(highest) | {KNOWN: float(lists.known.max())}


def with_experience(lists: Lists) -> Array:
    """The columns that have a weight each: every feature, then every feature times the experience."""
    features = lists.features.astype(np.float32)
    known = lists.known[lists.of].astype(np.float32)
    return np.concatenate([features, features * known[:, None]], axis=1)


def centred(features: Array, starts: Array, of: Array) -> Array:
    """Each list's mean taken away: what a whole list has in common decides nothing."""
    means = np.add.reduceat(features, starts) / np.bincount(of)[:, None].astype(np.float32)
    features -= means[of]
    return features


def shares(hit: Array, starts: Array, of: Array) -> Array:
    """What each row is to take of its list's loss: hits over the square root of the list's hits."""
    share: Array = hit / np.sqrt(np.add.reduceat(hit.astype(np.float32), starts))[of]
    return share


def thinned(lists: Lists, head: Head, seed: int) -> tuple[Lists, Array]:
    """All hits, and of each list's other rows about OTHERS by chance; per row, what its score lacks for that.

    Where one of n rows is left it stands for n: log n more (sampled softmax).
    """
    others = np.maximum(np.bincount(lists.of, ~lists.hits[head]), 1)
    chance = np.minimum(OTHERS / others, 1)[lists.of]
    chance[lists.hits[head]] = 1
    kept = np.random.default_rng(seed).random(len(chance)) < chance
    return lists.where(kept), -np.log(chance[kept])


def _fit(lists: Lists, head: Head, usual: Array, recipe: Recipe) -> Array:
    lists, lacking = thinned(lists, head, recipe.seed)
    of, starts, people, hit = lists.of, lists.starts, len(lists), lists.hits[head]
    scaled = centred(with_experience(lists), starts, of)
    before = scaled @ usual + lacking.astype(np.float32)
    spread = scaled.std(axis=0)
    spread[spread < ALIKE] = np.inf
    scaled /= spread
    share = shares(hit, starts, of)
    total = np.add.reduceat(share, starts)
    penalty = recipe.ranking_l2 * (1 + (FEW / people) ** 2)

    def loss(change: Array) -> tuple[float, Array]:
        score = before + scaled @ change.astype(np.float32)
        score -= np.maximum.reduceat(score, starts)[of]
        likely = np.exp(score)
        mass = np.add.reduceat(likely, starts)
        value = -(share * (score - np.log(mass)[of])).sum() / people
        slope = -(scaled.T @ (share - likely * (total / mass)[of])) / people
        return value + penalty * float(change @ change), np.asarray(slope + 2 * penalty * change)

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    weights: Array = usual + np.asarray(found.x) / spread
    return weights
