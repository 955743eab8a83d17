"""Interactions → each item's nearest items: by who liked both (BM25, cosine), by common baskets (cosine)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from implicit.nearest_neighbours import bm25_weight
from scipy.sparse import csr_matrix, diags

from features.artifact import Array
from features.interactions import PURCHASE, Floats, Ints
from training.models.matrices import persons_by_items
from training.models.sample import Sample
from training.recipe import Recipe

Similarity = Callable[[slice, csr_matrix], csr_matrix]
"""Some items × all items, of the pairs that these persons share (the same shape: how many)."""

BLOCK = 512  # rows of the item-item matrix that exist at one time
MOST_REPEATS = 10.0


def liked_neighbours(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """`bm25` and `cosine`: neighbours by liking; nothing where too few persons acted."""
    if sample.active < recipe.enough_persons:
        return {}
    liked = (sample.rows.weight > 0).astype(np.float32)
    counts = persons_by_items(sample.rows, liked, sample.persons, len(sample.items))
    counts.data = np.minimum(counts.data, MOST_REPEATS)
    persons = _ones(counts)
    weighted = bm25_weight(counts.T.tocsr(), K1=recipe.bm25_k1, B=recipe.bm25_b).astype(np.float32).tocsr()
    scale = _scale(persons)

    def bm25(here: slice, shared: csr_matrix) -> csr_matrix:
        return (weighted[here] @ persons).multiply(shared > 0)

    def cosine(here: slice, shared: csr_matrix) -> csr_matrix:
        return diags(scale[here]) @ shared @ diags(scale)

    return _nearest({"bm25": bm25, "cosine": cosine}, persons, recipe)


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

    def together(here: slice, shared: csr_matrix) -> csr_matrix:
        return (of_item[here] @ scaled).multiply(shared > 0)

    persons = _ones(persons_by_items(bought, ones, sample.persons, len(sample.items)))
    return _nearest({"together": together}, persons, recipe)


def _nearest(kinds: dict[str, Similarity], persons: csr_matrix, recipe: Recipe) -> dict[str, Array]:
    """By kind each item's most similar ones, strongest first, of those that enough persons share."""
    of_item = persons.T.tocsr()
    lists: dict[str, list[tuple[Ints, Ints, Floats]]] = {name: [] for name in kinds}
    for start in range(0, of_item.shape[0], BLOCK):
        here = slice(start, start + BLOCK)
        shared = (of_item[here] @ persons).tocsr()
        shared.data[shared.data < recipe.min_customers_per_edge] = 0
        shared.eliminate_zeros()
        for name, similarity in kinds.items():
            lists[name].append(_strongest(similarity(here, shared).tocsr(), start, recipe.neighbours))
    found: dict[str, Array] = {}
    for name, blocks in lists.items():
        found |= _joined(name, blocks)
    return found


def _joined(name: str, blocks: list[tuple[Ints, Ints, Floats]]) -> dict[str, Array]:
    lengths, near, values = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    if not len(near):
        return {}
    return {
        f"{name}_ends": np.cumsum(np.append(0, lengths)),
        f"{name}_items": near.astype(np.int32),
        f"{name}_values": values.astype(np.float32),
    }


def _strongest(block: csr_matrix, start: int, count: int) -> tuple[Ints, Ints, Floats]:
    """Of each row the `count` highest without the item itself: how many, and all of them, highest first."""
    row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    keep = (block.indices != row + start) & (block.data > 0)
    row, near, value = row[keep], block.indices[keep], block.data[keep]
    ends = np.searchsorted(row, np.arange(block.shape[0] + 1))
    least = np.zeros(block.shape[0], value.dtype)
    for long in np.flatnonzero(np.diff(ends) > count):
        least[long] = np.partition(value[ends[long] : ends[long + 1]], -count)[-count]
    high = value >= least[row]
    row, near, value = row[high], near[high], value[high]
    order = np.lexsort((near, -value, row))
    place = np.arange(len(row)) - np.searchsorted(row, row)
    order = order[place < count]
    return np.bincount(row[order], minlength=block.shape[0]), near[order], value[order]


def _scale(likes: csr_matrix) -> Floats:
    """Per item one over the length of its column of ones."""
    scale: Floats = 1 / np.sqrt(np.maximum(np.asarray(likes.sum(axis=0)).ravel(), 1))
    return scale


def _ones(matrix: csr_matrix) -> csr_matrix:
    made = matrix.tocsr(copy=True)
    made.sum_duplicates()
    made.data = np.ones_like(made.data)
    return made
