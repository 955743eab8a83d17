"""Interactions → each item's nearest items: by who liked both (BM25), by common baskets (cosine)."""

from __future__ import annotations

import numpy as np
from implicit.nearest_neighbours import bm25_weight
from scipy.sparse import csr_matrix, diags, vstack

from features.artifact import Array
from features.interactions import PURCHASE
from training.models.matrices import persons_by_items
from training.models.sample import Sample
from training.recipe import Recipe

BLOCK = 512  # rows of the item-item matrix that exist at one time
MOST_REPEATS = 10.0


def bm25_neighbours(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """Neighbours by liking; nothing where too few persons acted."""
    if sample.active < recipe.enough_persons:
        return {}
    liked = (sample.rows.weight > 0).astype(np.float64)
    counts = persons_by_items(sample.rows, liked, sample.persons, len(sample.items))
    if not counts.nnz:
        return {}
    counts.data = np.minimum(counts.data, MOST_REPEATS)
    weighted = bm25_weight(counts.T.tocsr(), K1=recipe.bm25_k1, B=recipe.bm25_b).tocsr()
    return _nearest("bm25", weighted, _ones(counts), _ones(counts), recipe)


def together_neighbours(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """Neighbours by baskets: what one person bought in one moment; nothing where baskets hold one item."""
    bought = sample.rows.where(sample.rows.kind == PURCHASE)
    if sample.active < recipe.enough_persons or not len(bought):
        return {}
    _, basket = np.unique(np.stack([bought.person, bought.at], axis=1), axis=0, return_inverse=True)
    ones = np.ones(len(bought))
    size = (int(basket.max()) + 1, len(sample.items))
    baskets = _ones(csr_matrix((ones, (basket.ravel(), bought.item)), shape=size))
    lengths = np.sqrt(np.maximum(np.asarray(baskets.sum(axis=0)).ravel(), 1))
    cosine = baskets @ diags(1 / lengths)
    persons = _ones(persons_by_items(bought, ones, sample.persons, len(sample.items)))
    return _nearest("together", cosine.T.tocsr(), cosine.tocsr(), persons, recipe)


def _nearest(
    name: str, left: csr_matrix, right: csr_matrix, persons: csr_matrix, recipe: Recipe
) -> dict[str, Array]:
    """The strongest entries of left @ right, row by row, of pairs that enough persons share."""
    of_item = persons.T.tocsr()
    rows = []
    for start in range(0, left.shape[0], BLOCK):
        block = (left[start : start + BLOCK] @ right).tocsr()
        shared = (of_item[start : start + BLOCK] @ persons).tocsr()
        shared.data = (shared.data >= recipe.min_customers_per_edge).astype(np.float64)
        rows.append(_strongest(block.multiply(shared).tocsr(), start, recipe.neighbours))
    near = vstack(rows, format="csr")
    if not near.nnz:
        return {}
    return {
        f"{name}_ends": near.indptr.astype(np.int64),
        f"{name}_items": near.indices.astype(np.int32),
        f"{name}_values": near.data.astype(np.float32),
    }


def _strongest(block: csr_matrix, start: int, count: int) -> csr_matrix:
    """Each row's highest `count` values, highest first, without the item itself."""
    items, values, ends = [], [], [0]
    for row in range(block.shape[0]):
        here = slice(block.indptr[row], block.indptr[row + 1])
        near, value = block.indices[here], block.data[here]
        keep = (near != start + row) & (value > 0)
        near, value = near[keep], value[keep]
        best = np.lexsort((near, -value))[:count]
        items.append(near[best])
        values.append(value[best])
        ends.append(ends[-1] + len(best))
    return csr_matrix((np.concatenate(values), np.concatenate(items), ends), shape=block.shape)


def _ones(matrix: csr_matrix) -> csr_matrix:
    made = matrix.tocsr(copy=True)
    made.sum_duplicates()
    made.data = np.ones_like(made.data)
    return made
