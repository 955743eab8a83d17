"""Windows that were scored → their rankings in one pool, and each method's means over customers in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from features.artifact import Array
from service.engine.ranker import Head
from training.evaluation.bootstrap import by_customer, intervals, mean
from training.evaluation.evaluate import Ranked, Scored
from training.evaluation.methods import Method
from training.evaluation.metrics import Figures

NDCG, RECALL = Figures._fields.index("ndcg"), Figures._fields.index("recall")


class Pool(NamedTuple):
    """Rankings for one kind of target: rows × methods × Figures; each row's customer, and its group by part.

    nan: the method said nothing, or there was nothing to say.
    """

    methods: list[Method]
    customers: Array
    figures: Array
    groups: dict[str, Array]

    def where(self, mask: Array) -> Pool:
        """The rows that a mask names."""
        groups = {part: values[mask] for part, values in self.groups.items()}
        return Pool(self.methods, self.customers[mask], self.figures[mask], groups)

    @property
    def simple(self) -> Pool:
        """Only the blend and the simple baselines."""
        places = [place for place, method in enumerate(self.methods) if method.kind != "source"]
        methods = [self.methods[place] for place in places]
        return self._replace(methods=methods, figures=self.figures[:, places])


class Compared(NamedTuple):
    """A line per method: customers; means of Figures; interval of NDCG@10; the blend's lead, from, to."""

    customers: Array
    means: Array
    ndcg: Array
    lead: Array

    @property
    def best(self) -> int:
        """The line with the highest NDCG@10, the blend's, which is the first, left out."""
        return 1 + int(np.argmax(np.nan_to_num(self.means[1:, NDCG], nan=-1)))


def pooled(scored: Sequence[Scored], head: Head) -> Pool:
    """All windows' rankings below each other; `scored`: newest first, its methods are what is compared."""
    methods, parts = scored[0].methods, [one.by_head[head] for one in scored]
    figures = [_aligned(one.methods, part, methods) for one, part in zip(scored, parts, strict=True)]
    groups = [group for part in parts for group in part.groups]
    return Pool(
        methods,
        np.array([customer for part in parts for customer in part.customers], np.int64),
        np.concatenate(figures),
        {part: np.array([group[part] for group in groups]) for part in (groups[0] if groups else ())},
    )


def _aligned(there: list[Method], ranked: Ranked, wanted: list[Method]) -> Array:
    """In the order of the wanted methods; nan where the window had none of that name, or it never spoke."""
    aligned = np.full((len(ranked.customers), len(wanted), len(Figures._fields)), np.nan)
    places = {method.name: place for place, method in enumerate(there) if ranked.spoke[place]}
    known = [place for place, method in enumerate(wanted) if method.name in places]
    if ranked.customers:
        aligned[:, known] = np.stack(ranked.figures)[:, [places[wanted[place].name] for place in known]]
    return aligned


def compared(pool: Pool) -> Compared:
    """A customer counts once; every method is drawn with the same customers, so that leads are paired."""
    figures = by_customer(pool.customers, pool.figures)
    leads = by_customer(pool.customers, pool.figures[:, :1, NDCG] - pool.figures[:, :, NDCG])
    ndcg = figures[:, :, NDCG]
    return Compared(
        np.count_nonzero(~np.isnan(ndcg), axis=0),
        mean(figures),
        intervals(ndcg),
        np.column_stack([mean(leads), intervals(leads)]),
    )
