"""Windows that were scored → what the evaluation found: by method, by window, by group of customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from features.artifact import Array
from features.clock import to_text
from service.engine.ranker import HEADS, Head
from training.evaluation.evaluate import Scored
from training.evaluation.figures import OTHER, Score, Slice
from training.evaluation.metrics import Figures
from training.evaluation.pool import NDCG, RECALL, Pool, compared, pooled

FEWEST = 30  # customers in a group; of fewer each could be told apart
MOST_GROUPS = 8  # of one part


def scores_of(scored: Sequence[Scored]) -> list[Score]:
    """Every method that said anything; windows newest first."""
    return [score for head in HEADS for score in _scores(scored, head)]


def _scores(scored: Sequence[Scored], head: Head) -> Iterator[Score]:
    pool, newest = pooled(scored, head), scored[0]
    found, sold = compared(pool), int(newest.sold.sum())
    shown = newest.by_head[head].shown[:, :-1] & newest.sold
    for place in np.flatnonzero(found.customers):
        means = dict(zip(Figures._fields, found.means[place].tolist(), strict=True))
        low, high = found.ndcg[place].tolist()
        lead, lead_low, lead_high = found.lead[place].tolist()
        diversity = means.pop("diversity")
        yield Score(
            method=pool.methods[place].name,
            kind=pool.methods[place].kind,
            targets=head,
            customers=int(found.customers[place]),
            ndcg_low=low,
            ndcg_high=high,
            lead=lead,
            lead_low=lead_low,
            lead_high=lead_high,
            coverage=float(shown[place].sum() / max(sold, 1)),
            items=sold,
            diversity=None if np.isnan(diversity) else diversity,
            **means,
        )


def windows_of(scored: Sequence[Scored]) -> list[Slice]:
    """The blend beside the best simple baseline, window by window."""
    pools = [(one, head, pooled([one], head).simple) for one in scored for head in HEADS]
    return [
        _slice("window", to_text(one.cut), head, pool) for one, head, pool in pools if len(pool.customers)
    ]


def cohorts_of(scored: Sequence[Scored]) -> list[Slice]:
    """The same by group of customers; a part with only one group says nothing of its own."""
    return [found for head in HEADS for found in _cohorts(pooled(scored, head).simple, head)]


def _cohorts(pool: Pool, head: Head) -> Iterator[Slice]:
    for part, values in pool.groups.items():
        groups = folded(pool.customers, values)
        names = np.unique(groups).tolist()
        for name in names if len(names) > 1 else ():
            yield _slice(part, name, head, pool.where(groups == name))


def folded(customers: Array, values: Array) -> Array:
    """Groups, of which each has at least FEWEST customers; the smaller ones are one, `other`.

    Where they are too few even together, the smallest of the bigger ones joins them: what is left out
    of a total could be told by subtraction. One group is left of fewer than FEWEST customers in all.
    """
    names = sorted(set(values.tolist()), key=lambda name: -_count(customers, values == name))
    kept = [name for name in names[:MOST_GROUPS] if _count(customers, values == name) >= FEWEST]
    while kept and 0 < _count(customers, ~np.isin(values, kept)) < FEWEST:
        kept.pop()
    return np.where(np.isin(values, kept), values, OTHER)


def _count(customers: Array, mask: Array) -> int:
    return len(np.unique(customers[mask]))


def _slice(by: str, value: str, head: Head, pool: Pool) -> Slice:
    """`pool`: of the blend and the simple baselines."""
    found = compared(pool)
    best = found.best
    low, high = found.ndcg[0].tolist()
    lead, lead_low, lead_high = found.lead[best].tolist()
    return Slice(
        by=by,
        value=value,
        targets=head,
        customers=int(found.customers[0]),
        ndcg=float(found.means[0, NDCG]),
        ndcg_low=low,
        ndcg_high=high,
        recall=float(found.means[0, RECALL]),
        baseline=pool.methods[best].name,
        baseline_ndcg=float(found.means[best, NDCG]),
        baseline_recall=float(found.means[best, RECALL]),
        lead=lead,
        lead_low=lead_low,
        lead_high=lead_high,
    )
