"""Attributes of people → what is typical of people like them, for newcomers of whom nothing else is known."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from features.artifact import Array
from features.history import COHORTS
from training.models.sample import Sample
from training.recipe import Recipe

HALF_LIFE = 2.0  # horizons
LISTED = 60
PRIOR = 100.0  # likes that everybody else's taste counts for
ENOUGH = 20  # people a cohort needs before it says anything


def cohorts(sample: Sample, recipe: Recipe) -> tuple[dict[str, Array], dict[str, list[str]]]:
    """Cohort names (`country=DE`) and each one's items, most typical first.

    Typical: the share within the cohort times the log of its lift over the whole shop (a term of the
    Kullback-Leibler divergence), shrunk towards the whole shop.
    """
    liked = sample.votes(HALF_LIFE)
    everywhere = np.bincount(sample.rows.item, liked, len(sample.items))
    names, lists = [], []
    for name, people in sorted(_members(sample).items()):
        if len(people) >= max(ENOUGH, recipe.min_customers_per_edge):
            inside = np.isin(sample.rows.person, people)
            counts = np.bincount(sample.rows.item[inside], liked[inside], len(sample.items))
            names.append(name)
            lists.append(_typical(counts, everywhere))
    ends = np.cumsum([0, *(len(items) for items in lists)], dtype=np.int64)
    items = np.concatenate(lists).astype(np.int32) if lists else np.zeros(0, np.int32)
    return {"cohort_ends": ends, "cohort_items": items}, {"cohorts": names}


def _members(sample: Sample) -> dict[str, list[int]]:
    values = {(one.person, one.name): one.value for one in sample.said if one.name in COHORTS}
    members: dict[str, list[int]] = defaultdict(list)
    for (person, name), value in values.items():
        members[f"{name}={value}"].append(person)
    return members


def _typical(inside: Array, everywhere: Array) -> Array:
    """Items with a higher share here than everywhere; the prior keeps a handful of likes from deciding."""
    usual = everywhere / max(everywhere.sum(), 1e-9)
    share = (inside + PRIOR * usual) / (inside.sum() + PRIOR)
    lift = np.log(np.divide(share, usual, out=np.ones_like(share), where=usual > 0))
    score = share * lift
    best = np.argsort(-score, kind="stable")[:LISTED]
    typical: Array = best[score[best] > 0]
    return typical
