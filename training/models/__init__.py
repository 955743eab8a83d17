"""A history up to a moment → what the service's sources need, as arrays and texts by name."""

from __future__ import annotations

from features.artifact import Array, Model
from features.clock import DAY
from features.history import History
from features.interactions import age_days
from training.models.cohorts import cohorts
from training.models.factors import factors
from training.models.neighbours import liked_neighbours, together_neighbours
from training.models.popularity import popularity
from training.models.products import products
from training.models.queries import queries
from training.models.repeats import repeats
from training.models.sample import Sample
from training.models.sessions import sessions
from training.recipe import Recipe


def fit(history: History, until: int, horizon: int, recipe: Recipe, categories: dict[str, str]) -> Model:
    """Everything the sources need, from what happened up to `until`; `categories`: item → category."""
    sample = _sample(history, until, horizon, recipe)
    arrays: dict[str, Array] = {
        **popularity(sample, recipe),
        **repeats(sample),
        **liked_neighbours(sample, recipe),
        **together_neighbours(sample, recipe),
        **sessions(sample, recipe),
        **products(sample, categories),
        **factors(sample, recipe),
    }
    texts = {"items": sample.items}
    for more_arrays, more_texts in (queries(sample, categories, recipe), cohorts(sample, recipe)):
        arrays |= more_arrays
        texts |= more_texts
    return Model(arrays, texts, {})


def _sample(history: History, until: int, horizon: int, recipe: Recipe) -> Sample:
    rows = history.interactions.where(history.interactions.at <= until)
    return Sample(
        rows=rows,
        age=age_days(rows, until) * DAY / horizon,
        items=history.items[: int(rows.item.max(initial=-1)) + 1],  # numbered as they first appeared
        persons=history.persons,
        horizon_days=horizon / DAY,
        searches=[s for s in history.searches if s.at <= until],
        said=[one for one in history.said if one.at <= until],
        enough=recipe.min_customers_per_edge,
    )
