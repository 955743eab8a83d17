"""A window's lists and their ranking → what each feature brings: what is lost where its values are shuffled.

Each feature is dealt out anew among the candidates of one customer; nothing else changes and nothing is
fitted again (permutation importance, Breiman 2001). What two features know alike neither is missed for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from features.artifact import Array
from service.engine.ranker import HEADS, Blend, Candidates, Head
from training.evaluation.bootstrap import interval
from training.evaluation.metrics import DISCOUNT, NDCG_AT
from training.ranking.lists import Lists

MOST = 200  # customers


class Shuffled(Struct, frozen=True, kw_only=True):
    """What NDCG@10 among the candidates loses without what a feature says, with its 95 % interval."""

    feature: str
    targets: Head
    customers: int
    ndcg: float
    low: float
    high: float


def shuffled(lists: Lists, blend: Blend, seed: int) -> Iterator[Shuffled]:
    """Every feature once, for both kinds of targets; nothing of a kind that nobody took."""
    for head in HEADS:
        mine = lists.learnable(head)
        customers = list(enumerate(mine.slices()))[:MOST]
        if not customers:
            continue
        whole = np.array([_reached(mine, blend, head, n, rows) for n, rows in customers])
        for column, name in enumerate(mine.names):
            random = np.random.default_rng(seed)
            without = [_reached(mine, blend, head, n, rows, (random, column)) for n, rows in customers]
            lost = whole - np.array(without)
            low, high = interval(lost)
            yield Shuffled(
                feature=name,
                targets=head,
                customers=len(lost),
                ndcg=float(lost.mean()),
                low=low,
                high=high,
            )


def _reached(
    lists: Lists,
    blend: Blend,
    head: Head,
    number: int,
    rows: slice,
    mixed: tuple[np.random.Generator, int] | None = None,
) -> float:
    """NDCG@10 of one customer's candidates; `mixed`: with this column shuffled."""
    features: Array = lists.features[rows].astype(np.float32)
    if mixed is not None:
        random, column = mixed
        features[:, column] = random.permutation(features[:, column])
    items = np.arange(len(features), dtype=np.int32)
    found = Candidates(items, lists.own[rows], features, float(lists.known[number]), {})
    hits = lists.hits[head][rows][np.argsort(-blend.score(found, head), kind="stable")]
    ideal = DISCOUNT[: min(NDCG_AT, int(hits.sum()))].sum()
    return float(hits[:NDCG_AT] @ DISCOUNT[: len(hits[:NDCG_AT])] / ideal)
