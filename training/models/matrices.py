"""Interactions → sparse matrices."""

from __future__ import annotations

from scipy.sparse import csr_matrix

from features.interactions import Floats, Interactions


def persons_by_items(rows: Interactions, weights: Floats, persons: int, items: int) -> csr_matrix:
    """Persons × items, the summed weights; pairs that sum to nothing or less are left out."""
    matrix = csr_matrix((weights, (rows.person, rows.item)), shape=(persons, items))
    matrix.sum_duplicates()
    matrix.data[matrix.data <= 0] = 0
    matrix.eliminate_zeros()
    return matrix
