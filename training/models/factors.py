"""Interactions → item factors by ALS for implicit feedback (Hu, Koren, Volinsky 2008; library: implicit)."""

from __future__ import annotations

import numpy as np
from implicit.als import AlternatingLeastSquares

from features.artifact import Array
from features.interactions import decay
from training.models.matrices import persons_by_items
from training.models.sample import Sample
from training.recipe import Recipe


def factors(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """Item factors (items × factors, float32); nothing where too few persons acted, or all on their own."""
    if sample.active < recipe.enough_persons:
        return {}
    rows, decayed = sample.rows, decay(sample.age, recipe.factors_half_life)
    weights = rows.weight * decayed * sample.shared[rows.item]
    matrix = persons_by_items(rows, weights, sample.persons, len(sample.items))
    if not matrix.nnz:
        return {}
    matrix.data = np.log1p(matrix.data)
    matrix = matrix[np.diff(matrix.indptr) > 0]  # who only comes later must not move the random start
    model = AlternatingLeastSquares(
        factors=min(recipe.factors, len(sample.items)),  # more can't tell any two items apart
        regularization=recipe.regularisation,
        iterations=recipe.iterations,
        alpha=1.0,
        random_state=recipe.seed,
        num_threads=1,  # cuts are fitted side by side
    )
    model.fit(matrix.astype(np.float32), show_progress=False)
    return {
        "factors": np.asarray(model.item_factors, np.float32),
        "factors_half_life": np.array([recipe.factors_half_life]),
        "factors_regularisation": np.array([recipe.regularisation]),
    }
