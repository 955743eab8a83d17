"""Stars of the catalogue → what is clearly disliked: no shelf that is the same for everybody pushes it."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Ints, Mask

PRIOR = 5.0  # ratings of the usual kind that count beside an item's own
DISLIKED = 2.5  # of 5


def average(mean: Floats, count: Floats, category: Ints) -> Floats:
    """Per item its Bayesian average: an item's stars towards its category's, these towards the shop's.

    `count`: how many ratings, 0 where `mean` is unknown; `category`: -1 for none.
    """
    total, usual = count * mean, float(count @ mean) / max(float(count.sum()), 1.0)
    kinds = int(category.max(initial=-1)) + 2
    stars, ratings = (np.bincount(category + 1, values, kinds) for values in (total, count))
    of_kind = (stars + PRIOR * usual) / (ratings + PRIOR)
    found: Floats = (total + PRIOR * of_kind[category + 1]) / (count + PRIOR)
    return found


def disliked(mean: Floats, count: Floats, category: Ints) -> Mask:
    """Per item: so many gave so few stars that chance doesn't explain it; never one without ratings."""
    low: Mask = (count > 0) & (average(mean, count, category) < DISLIKED)
    return low
