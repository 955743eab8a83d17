"""Lists of past windows → the ranking: a blend of all features, and networks where enough came back."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from features.artifact import Array, Model
from service.engine.linear import LIMITS, Linear
from service.engine.networks import FEATURES, Networks
from service.engine.ranker import HEADS, Blend, Head, feature_names, listed
from service.engine.sources import Source
from training.ranking.blend import Weights, fit_weights
from training.ranking.lists import Lists, joined
from training.ranking.networks import learn
from training.recipe import Recipe

ENOUGH = 1_500  # lists with a hit; simulated shops with 400 to 600 lost by networks, none with 1,150 or more
BLENDED, BLENDED_LISTS = 1_200, 600  # lists that the blend's weights are learned from, most of one window


@dataclass(frozen=True)
class Ranking:
    """What was learned: the blend's weights, and the networks by head with the features they read."""

    weights: Weights
    names: list[str]
    networks: dict[Head, Networks]

    def on(self, sources: Sequence[Source]) -> Blend:
        """Ranking what these sources find."""
        there = feature_names(sources)
        return Blend(self.weights, sources, {h: n.on(self.names, there) for h, n in self.networks.items()})

    def within(self, model: Model) -> Model:
        """The model with this ranking."""
        arrays = {name: array for h, n in self.networks.items() for name, array in n.arrays(h).items()}
        texts = {FEATURES: self.names} if self.networks else {}
        return replace(
            model, arrays={**model.arrays, **arrays}, texts={**model.texts, **texts}, weights=self.weights
        )


def fit_ranking(pasts: Sequence[Lists], recipe: Recipe, earlier: Ranking | None = None) -> Ranking:
    """`pasts`: newest first, half a horizon apart; `earlier` was learned from windows before the newest.

    The blend learns from the newest that are enough, networks from all; `earlier` ones go on, unless the shop
    has grown and there is more to read than they do.
    """
    weights = fit_weights(joined(_newest(pasts, recipe.seed)), recipe)
    names = list(dict.fromkeys(name for lists in pasts for name in lists.names))
    earlier = earlier if earlier and set(names) <= set(earlier.names) else None
    names = earlier.names if earlier else names
    with ThreadPoolExecutor(len(HEADS)) as pool:
        learned = pool.map(lambda head: _networks(head, pasts, weights, names, recipe, earlier), HEADS)
        networks = {head: one for head, one in zip(HEADS, learned, strict=True) if one is not None}
    return Ranking(weights, names, networks)


def _newest(pasts: Sequence[Lists], seed: int) -> list[Lists]:
    """Windows whose targets don't overlap, until there are lists enough."""
    chosen: list[Lists] = []
    for lists in pasts[::2]:
        if sum(map(len, chosen)) < BLENDED:
            chosen.append(_some(lists, seed))
    return chosen


def _some(lists: Lists, seed: int) -> Lists:
    if len(lists) <= BLENDED_LISTS:
        return lists
    chosen = np.zeros(len(lists), bool)
    chosen[np.random.default_rng(seed).choice(len(lists), BLENDED_LISTS, replace=False)] = True
    return lists.where(chosen[lists.of])


def _networks(
    head: Head,
    pasts: Sequence[Lists],
    weights: Weights,
    names: list[str],
    recipe: Recipe,
    earlier: Ranking | None,
) -> Networks | None:
    short = joined([shortlist(lists, weights, head).learnable(head) for lists in pasts], names)
    if len(short) < ENOUGH or not recipe.networks:
        return None
    start = earlier.networks.get(head) if earlier else None
    return learn(short.features, short.hits[head], short.starts, recipe.networks, recipe.seed, start)


def shortlist(lists: Lists, weights: Weights, head: Head) -> Lists:
    """What the networks will have to order: per visitor the blend's highest."""
    blend = Linear(weights[head], weights[LIMITS], lists.names)
    kept = np.zeros(len(lists.own), bool)
    for here, known in zip(lists.slices(), lists.known.tolist(), strict=True):
        scores: Array = blend.score(lists.features[here].astype(np.float32), known)
        kept[here] = listed(scores, lists.own[here], head)
    return lists.where(kept)
