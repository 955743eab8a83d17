"""Visitor → ranked items, for batch and evaluation; the page shares sources and blend, not the filters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Ints, Mask
from service.engine.networks import networks_of
from service.engine.ranker import HEADS, Blend, Candidates, Head, candidates, feature_names
from service.engine.visitor import Visitor
from service.engine.world import World

FILL = "popularity"


class Ranked(NamedTuple):
    """Item codes, best first, with score and the source that contributed most."""

    items: Ints
    scores: Floats
    sources: list[str]


def blend_of(world: World) -> Blend:
    """The ranking that a world's model was published with."""
    names = feature_names(world.sources)
    return Blend(world.model.weights, world.sources, networks_of(world.model, names, HEADS))


def excluded(visitor: Visitor, head: Head) -> Ints:
    """What batch and evaluation leave out: what was waved away and, for `new`, whatever an event names."""
    return visitor.own if head == "new" else visitor.unwanted


def allowed_for(world: World, visitor: Visitor, head: Head) -> Mask:
    """Per item of the world: may it stand in this visitor's ranking."""
    allowed = world.buyable & ~world.within(visitor.unwanted_categories)
    allowed[excluded(visitor, head)] = False
    return allowed


def rank(world: World, blend: Blend, visitor: Visitor, head: Head, size: int) -> Ranked:
    """The `size` items this visitor most likely wants next; padded with what is popular."""
    return rank_found(world, blend, visitor, candidates(visitor, blend.sources), head, size)


def rank_found(
    world: World, blend: Blend, visitor: Visitor, found: Candidates, head: Head, size: int
) -> Ranked:
    """The same from candidates that are there already."""
    allowed = allowed_for(world, visitor, head)
    kept = np.nonzero(allowed[found.items])[0]
    scores = blend.score(found, head)[kept]
    best = np.argsort(-scores, kind="stable")[:size]
    ranked = Ranked(found.items[kept[best]], scores[best], leading(blend, found, kept[best], head))
    return ranked if len(best) == size else _padded(world, ranked, allowed, size)


def leading(blend: Blend, found: Candidates, rows: Ints, head: Head) -> list[str]:
    """The leading source of each of these rows."""
    return blend.leading_source(found, rows, head) if len(rows) else []


def _padded(world: World, ranked: Ranked, allowed: Mask, size: int) -> Ranked:
    popular = world.most_popular.get("popularity_mid", ranked.items[:0])
    spare = np.concatenate([popular, np.setdiff1d(np.arange(len(world)), popular)])
    more = spare[allowed[spare] & ~np.isin(spare, ranked.items)][: size - len(ranked.items)]
    lowest = float(ranked.scores.min(initial=0.0))
    scores = np.concatenate([ranked.scores, lowest - 1 - np.arange(len(more))])
    return Ranked(np.concatenate([ranked.items, more]), scores, ranked.sources + [FILL] * len(more))
