"""Rankings against what people then took: NDCG@10 and Recall@20 over the whole catalogue, with intervals.

One global cut; customers with at least one event before it; items unknown at the cut are no targets.
NDCG's ideal is min(10, n) targets; recall is divided by min(20, n).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct

from features.artifact import Array
from features.interactions import Ints
from service.engine.rank import excluded, rank_found
from service.engine.ranker import HEADS, Blend, Candidates, Head, candidates, feature_names
from service.engine.visitor import Visitor
from service.engine.world import World
from training.split import Window, some

NDCG_AT, RECALL_AT = 10, 20
RESAMPLES = 1_000
AT_ONCE = 100  # resamples held in memory
DISCOUNT = 1 / np.log2(np.arange(2, NDCG_AT + 2))
MOST_CUSTOMERS = 5_000
DRAW = 1  # the same customers for every recipe: the gate compares them pair by pair
BLEND = "blend"
BASELINES = {
    "popular lately": "popularity_short",
    "popular": "popularity_mid",
    "bought before": "bought_long",
    "seen lately": "looked_mid",
    "als": "als",
    "bm25": "bm25",
    "together": "together",
    "affinity": "affinity_popular",
}

Gains = dict[Head, dict[int, float]]  # the blend's NDCG@10 by customer


class Found(NamedTuple):
    """Customers, and for each: methods × (NDCG@10, Recall@20)."""

    customers: list[int]
    values: Array


class Score(Struct, frozen=True, kw_only=True):
    """One method on one kind of target: means over customers and the 95 % bootstrap interval of NDCG@10."""

    method: str
    targets: Literal["all", "new"]
    customers: int
    ndcg: float
    ndcg_low: float
    ndcg_high: float
    recall: float


def score_all(window: Window, world: World, blend: Blend) -> tuple[list[Score], Gains]:
    """The blend next to every single source that says anything; also the blend's gains."""
    scores: list[Score] = []
    by_head = per_customer(window, world, blend, methods(world))
    for head, (_, values) in by_head.items():
        for column, method in enumerate(methods(world)):
            if method == BLEND or values[:, column].any():
                scores.append(_score(method, head, values[:, column, 0], values[:, column, 1]))
    return scores, _gains(by_head)


def gains_of(window: Window, world: World, blend: Blend) -> Gains:
    """Only what the gate compares."""
    return _gains(per_customer(window, world, blend, {BLEND: -1}))


def _gains(by_head: dict[Head, Found]) -> Gains:
    return {
        head: dict(zip(found.customers, found.values[:, 0, 0].tolist(), strict=True))
        for head, found in by_head.items()
    }


def per_customer(window: Window, world: World, blend: Blend, compared: dict[str, int]) -> dict[Head, Found]:
    """By head: those who took something, and how well each of the methods `compared` foresaw it."""
    customers: dict[Head, list[int]] = {head: [] for head in HEADS}
    values: dict[Head, list[list[tuple[float, float]]]] = {head: [] for head in HEADS}
    columns = [column for column in compared.values() if column >= 0]
    for person in some(sorted(window.wanted("all")), MOST_CUSTOMERS, DRAW):
        visitor = window.visitor(person)
        found = candidates(visitor, world.sources)
        for head in HEADS:
            if (wanted := window.wanted(head).get(person)) is not None:
                rankings = _rankings(world, blend, visitor, found, head, columns)
                values[head].append([metrics(ranking, wanted) for ranking in rankings])
                customers[head].append(person)
    shape = (-1, len(compared), 2)
    return {head: Found(customers[head], np.array(values[head]).reshape(shape)) for head in HEADS}


def methods(world: World) -> dict[str, int]:
    """The blend and the single sources it is measured against: label → column, -1 for the blend."""
    names = feature_names(world.sources)
    return {BLEND: -1} | {label: names.index(f) for label, f in BASELINES.items() if f in names}


def _rankings(
    world: World, blend: Blend, visitor: Visitor, found: Candidates, head: Head, singles: list[int]
) -> list[Ints]:
    kept = ~np.isin(found.items, excluded(visitor, head))
    items, features = found.items[kept], found.features[kept]
    orders = [np.argsort(-features[:, c], kind="stable")[:RECALL_AT] for c in singles]
    by_column = [items[o[features[o, c] != 0]] for o, c in zip(orders, singles, strict=True)]
    return [rank_found(world, blend, visitor, found, head, RECALL_AT).items, *by_column]


def metrics(ranking: Ints, wanted: Ints) -> tuple[float, float]:
    """NDCG@10 and Recall@20 of one ranking, best first, against a set."""
    hits = np.isin(ranking[:RECALL_AT], wanted)
    top = hits[:NDCG_AT]
    ideal = DISCOUNT[: min(NDCG_AT, len(wanted))].sum()
    return float(top @ DISCOUNT[: len(top)] / ideal), float(hits.sum() / min(RECALL_AT, len(wanted)))


def _score(method: str, head: Head, ndcg: Array, recall: Array) -> Score:
    low, high = interval(ndcg)
    mean = float(ndcg.mean()) if len(ndcg) else 0.0
    return Score(
        method=method,
        targets=head,
        customers=len(ndcg),
        ndcg=mean,
        ndcg_low=low,
        ndcg_high=high,
        recall=float(recall.mean()) if len(recall) else 0.0,
    )


def interval(values: Array, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of the mean."""
    if not len(values):
        return 0.0, 0.0
    chance, size = np.random.default_rng(seed), len(values)
    draws = (chance.integers(0, size, (AT_ONCE, size)) for _ in range(RESAMPLES // AT_ONCE))
    low, high = np.quantile([values[draw].mean(axis=1) for draw in draws], [0.025, 0.975])
    return float(low), float(high)
