"""Interactions → visits without ids: what was liked together when; by item the last visits that hold it.

Only in the last of a person's visits that hold it an item counts. So visits that share an item are those of
as many different persons, and nobody has to be told apart to know it.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from features.interactions import Ints
from training.models.sample import Sample
from training.recipe import Recipe

MOST_ENTRIES = 2_000_000  # items of all sessions together; the newest sessions are kept
MOST_OF_SESSION = 100  # items; so many in one visit are no choice
LOOKED_UP = 50  # last sessions by item


def sessions(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """Sessions, oldest first: items and horizons since; by item its last sessions; how many have to agree."""
    if sample.active < recipe.enough_persons:
        return {}
    rows = _last_of_each(sample)
    number = _by_time(sample.visit[rows], sample.rows.at[rows])
    rows, number = rows[number >= 0], number[number >= 0]
    if not len(rows):
        return {}
    items = sample.rows.item[rows]
    order = np.lexsort((items, number))
    ages = np.full(int(number.max()) + 1, np.inf)
    np.minimum.at(ages, number, sample.age[rows])
    return {
        "session_ends": np.searchsorted(number[order], np.arange(len(ages) + 1)),
        "session_items": items[order].astype(np.int32),
        "session_ages": ages.astype(np.float32),
        "session_agree": np.array([recipe.min_customers_per_edge]),
        **_holders(items, number, len(sample.items)),
    }


def _last_of_each(sample: Sample) -> Ints:
    """The last row of each person and item, where the item is liked by enough persons."""
    liked = np.flatnonzero((sample.rows.weight > 0) & sample.shared[sample.rows.item])
    last = np.full(len(sample.rows), -1)
    last[sample.dense_pair[liked]] = liked  # rows are in order of time
    rows: Ints = last[last >= 0]
    return rows


def _by_time(visit: Ints, at: Ints) -> Ints:
    """Per row the number of its session, oldest first; -1 where there is too little or too much in it."""
    size = np.bincount(visit)
    ended = np.zeros(len(size), np.int64)
    np.maximum.at(ended, visit, at)
    order = np.argsort(-ended, kind="stable")
    order = order[(size[order] > 1) & (size[order] <= MOST_OF_SESSION)]
    order = order[np.cumsum(size[order]) <= MOST_ENTRIES][::-1]
    number = np.full(len(size), -1)
    number[order] = np.arange(len(order))
    found: Ints = number[visit]
    return found


def _holders(items: Ints, number: Ints, learned: int) -> dict[str, Array]:
    """By item the numbers of its last sessions, newest first."""
    order = np.lexsort((-number, items))
    starts = np.searchsorted(items[order], np.arange(learned + 1))
    lengths = np.minimum(np.diff(starts), LOOKED_UP)
    place = np.arange(len(items)) - starts[items[order]]
    return {
        "holder_ends": np.cumsum([0, *lengths]),
        "holder_sessions": number[order][place < LOOKED_UP].astype(np.int32),
    }
