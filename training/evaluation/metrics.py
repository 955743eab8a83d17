"""Rankings → figures: how well they foresaw what was taken, and what their first ten are like.

Rankings are item codes, best first, along the last axis; -1 where there are no more items.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.artifact import Array
from features.interactions import Floats, Ints
from service.engine.diversity import diversity

NDCG_AT, RECALL_AT = 10, 20
DISCOUNT = 1 / np.log2(np.arange(2, NDCG_AT + 2))


class Figures(NamedTuple):
    """One number per ranking each; nan where nothing can be said."""

    ndcg: Floats
    recall: Floats
    novelty: Floats
    repeats: Floats
    diversity: Floats


def metrics(rankings: Array, wanted: Array) -> tuple[Floats, Floats]:
    """NDCG@10, its ideal min(10, n) hits, and Recall@20, divided by min(20, n), against a set of n."""
    hits = np.isin(rankings[..., :RECALL_AT], wanted)
    top = hits[..., :NDCG_AT]
    ideal = DISCOUNT[: min(NDCG_AT, len(wanted))].sum()
    recall: Floats = hits.sum(axis=-1) / min(RECALL_AT, len(wanted))
    return top @ DISCOUNT[: top.shape[-1]] / ideal, recall


def figures(rankings: Ints, wanted: Ints, own: Ints, surprise: Floats, category: Ints) -> Figures:
    """All of them; `own`: what the customer had; `surprise`, `category`: one number per item of the shop."""
    top = rankings[..., :NDCG_AT]
    there = top >= 0
    return Figures(
        *metrics(rankings, wanted),
        novelty=_mean(surprise[top], there),
        repeats=_mean(np.isin(top, own), there),
        diversity=diversity(np.where(there, category[top], -1)),
    )


def surprise_of(persons: Ints, everybody: int) -> Floats:
    """Bits that an item says: -log2 of the share of persons who had it (Zhou et al. 2010).

    One that nobody had counts like one that a single person had.
    """
    bits: Floats = np.log2(max(everybody, 1) / np.maximum(persons, 1))
    return bits


def _mean(values: Array, there: Array) -> Floats:
    count = there.sum(axis=-1)
    total = np.where(there, values, 0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
