"""Interactions → each item's nearest items: by who liked both (BM25, cosine), by common baskets (cosine)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from implicit.nearest_neighbours import bm25_weight
from scipy.sparse import csr_matrix, diags

from features.artifact import Array
from features.interactions import PURCHASE, Floats, Ints
from training.models.matrices import persons_by_items
from training.models.sample import Sample
from training.recipe import Recipe

Lists = tuple[Ints, Ints, Floats]
"""How many neighbours each item has; all of them, strongest first; how similar they are."""

BLOCK = 512  # rows of the item-item matrix that exist at one time
MOST_REPEATS = 10.0


def liked_neighbours(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """`bm25` and `cosine`: neighbours by liking; nothing where too few persons acted, or nobody liked."""
    if sample.active < recipe.enough_persons:
        return {}
    liked = (sample.rows.weight > 0).astype(np.float32)
    counts = persons_by_items(sample.rows, liked, sample.persons, len(sample.items))
    if not counts.nnz:
        return {}
    counts.data = np.minimum(counts.data, MOST_REPEATS)
    persons = _ones(counts)
    weighted = bm25_weight(counts.T.tocsr(), K1=recipe.bm25_k1, B=recipe.bm25_b).astype(np.float32).tocsr()
    both = weighted + 1j * persons.T.tocsr()  # one product: its real part is BM25, its imaginary the persons
    scale = _scale(persons)

    def alike(here: slice) -> dict[str, csr_matrix]:
        block = both[here] @ persons
        counts = block.data.imag * (block.data.imag >= recipe.min_customers_per_edge)
        cosine = counts * scale[block.indices]
        return {
            "bm25": _like(block, block.data.real * (counts > 0)),
            "cosine": _like(block, cosine * np.repeat(scale[here], np.diff(block.indptr))),
        }

    return _nearest(alike, len(sample.items), recipe)


def together_neighbours(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """`together`: what one person bought in one moment; nothing where baskets hold one item."""
    bought = sample.rows.where(sample.rows.kind == PURCHASE)
    if sample.active < recipe.enough_persons or not len(bought):
        return {}
    _, moment = np.unique(bought.at, return_inverse=True)
    _, basket = np.unique(bought.person.astype(np.int64) * len(bought) + moment, return_inverse=True)
    ones = np.ones(len(bought), np.float32)
    size = (int(basket.max()) + 1, len(sample.items))
    baskets = _ones(csr_matrix((ones, (basket, bought.item)), shape=size))
    scaled = baskets @ diags(_scale(baskets))
    of_item = scaled.T.tocsr()
    persons = _ones(persons_by_items(bought, ones, sample.persons, len(sample.items)))
    by_item = persons.T.tocsr()

    def alike(here: slice) -> dict[str, csr_matrix]:
        enough = by_item[here] @ persons
        enough.data = (enough.data >= recipe.min_customers_per_edge).astype(np.float32)
        return {"together": (of_item[here] @ scaled).multiply(enough).tocsr()}

    return _nearest(alike, len(sample.items), recipe)


def _nearest(alike: Callable[[slice], dict[str, csr_matrix]], size: int, recipe: Recipe) -> dict[str, Array]:
    """By kind each item's most similar ones; what `alike` says of a block of items × all, 0 where nothing."""
    lists: dict[str, list[Lists]] = defaultdict(list)
    for start in range(0, size, BLOCK):
        here = slice(start, min(start + BLOCK, size))
        for name, block in alike(here).items():
            lists[name].append(_strongest(block, start, recipe.neighbours))
    found: dict[str, Array] = {}
    for name, blocks in lists.items():
        found |= _joined(name, blocks)
    return found


def _joined(name: str, blocks: list[Lists]) -> dict[str, Array]:
    lengths, near, values = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    if not len(near):
        return {}
    return {
        f"{name}_ends": np.cumsum(np.append(0, lengths)),
        f"{name}_items": near.astype(np.int32),
        f"{name}_values": values.astype(np.float32),
    }


def _strongest(block: csr_matrix, start: int, count: int) -> Lists:
    """Of each row the `count` highest above 0, without the item itself."""
    ends, near, value, size = block.indptr, block.indices, block.data, block.shape[0]
    row = np.repeat(np.arange(size), np.diff(ends))
    least = np.full(size, np.finfo(value.dtype).tiny)
    for long in np.flatnonzero(np.diff(ends) > count + 1):
        of_row = value[ends[long] : ends[long + 1]]
        least[long] = max(least[long], np.partition(of_row, -count - 1)[-count - 1])
    high = np.flatnonzero((value >= least[row]) & (near != row + start))
    row, near, value = row[high], near[high], value[high]
    order = np.lexsort((near, -value, row))
    order = order[np.arange(len(row)) - np.searchsorted(row, np.arange(size))[row] < count]
    return np.bincount(row[order], minlength=size), near[order], value[order]


def _like(block: csr_matrix, data: Floats) -> csr_matrix:
    return csr_matrix((data.astype(np.float32), block.indices, block.indptr), shape=block.shape)


def _scale(likes: csr_matrix) -> Floats:
    """Per item one over the length of its column of ones."""
    scale: Floats = 1 / np.sqrt(np.maximum(np.asarray(likes.sum(axis=0)).ravel(), 1))
    return scale


def _ones(matrix: csr_matrix) -> csr_matrix:
    made = matrix.tocsr(copy=True)
    made.sum_duplicates()
    made.data = np.ones_like(made.data)
    return made
