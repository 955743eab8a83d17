"""Searches → the category that people opened or bought next, where several people agree."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from features.artifact import Array
from features.clock import MINUTE
from service.engine.words import normalise
from training.models.sample import Sample
from training.recipe import Recipe

SOON = 30 * MINUTE
AGREEMENT = 0.4


def queries(
    sample: Sample, categories: dict[str, str], recipe: Recipe
) -> tuple[dict[str, Array], dict[str, list[str]]]:
    """Texts `queries` and `query_categories`, in step; only what enough different people searched."""
    found = _followed(sample, categories)
    learned = []
    for query, by_category in sorted(found.items()):
        category, people = max(by_category.items(), key=lambda pair: (len(pair[1]), pair[0]))
        everybody = len(set().union(*by_category.values()))
        if len(people) >= max(recipe.min_customers_per_edge, AGREEMENT * everybody):
            learned.append((query, category))
    return {}, {"queries": [q for q, _ in learned], "query_categories": [c for _, c in learned]}


def _followed(sample: Sample, categories: dict[str, str]) -> dict[str, dict[str, set[int]]]:
    """Query → category → the people who opened something there within half an hour, first thing counts."""
    rows = sample.rows.where(sample.rows.weight > 0)
    order = np.lexsort((rows.at, rows.person))
    rows = rows.where(order)
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    starts = np.searchsorted(rows.person, np.arange(sample.persons + 1))
    for search in sample.searches:
        here = slice(starts[search.person], starts[search.person + 1])
        first = here.start + int(np.searchsorted(rows.at[here], search.at))
        if first < here.stop and rows.at[first] - search.at <= SOON:
            category = categories.get(sample.items[rows.item[first]])
            if category:
                found[normalise(search.query)][category].add(search.person)
    return found
