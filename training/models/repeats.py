"""Who bought an item on several days → how likely it is bought again, how often, and after how long."""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from training.models.sample import Sample

PRIOR_BUYERS = 10
PRIOR_REPEATS = 5.0  # of the shop's usual, added to every item's
SHAPES = (0.05, 5.0)


def repeats(sample: Sample) -> dict[str, Array]:
    """Per item: `repeats`, the share of buyers on more than one day; `rebuy_rates`, how often in a horizon
    somebody who has it buys it again; `rebuy_gaps`, horizons from one day to the next.

    `rebuy_usual`: rate and gap of the whole shop, and the shape of the gamma distribution of people's rates.
    """
    pair, day = sample.bought_days
    pairs, starts, days = np.unique(pair, return_index=True, return_counts=True)
    item, again, size = sample.item_of_pair[pairs], days - 1, len(sample.items)
    latest, first = day[starts] / sample.horizon_days, day[starts + again] / sample.horizon_days
    had = np.maximum(first, 1 / sample.horizon_days)
    rate, gap = _mean(again, had), _mean(first - latest, again)
    rates = _shrunk(item, again, had, rate, PRIOR_REPEATS / rate if rate else 1, size)
    gaps = _shrunk(item, first - latest, again, gap, PRIOR_REPEATS, size)
    one = np.ones(len(pairs))
    return {
        "repeats": _shrunk(item, again > 0, one, _mean(again > 0, one), PRIOR_BUYERS, size),
        "rebuy_rates": rates,
        "rebuy_gaps": gaps,
        "rebuy_usual": np.array([rate, gap, _shape(again, rates[item] * had)], np.float32),
    }


def _mean(much: Array, of: Array) -> float:
    return float(much.sum() / max(of.sum(), 1e-9))


def _shrunk(item: Array, much: Array, of: Array, usual: float, prior: float, size: int) -> Array:
    """Per item the sum of `much` over the sum of `of`, with `prior` more of the usual."""
    total, base = (np.bincount(item, each, size) for each in (much, of))
    return ((total + prior * usual) / (base + prior)).astype(np.float32)


def _shape(again: Array, expected: Array) -> float:
    """How alike people are: Σ(k² − k) = (1 + 1/shape) Σ(expected k)² of negative binomials."""
    spread = (again * (again - 1.0)).sum() / max((expected**2).sum(), 1e-9) - 1
    return float(np.clip(1 / max(spread, 1e-9), *SHAPES))
