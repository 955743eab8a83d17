"""Lists of items → how different the items of each are, by category."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Ints


def diversity(categories: Ints) -> Floats:
    """Per list (last axis: its items' categories, -1 for none): the share of pairs of different categories.

    Items without a category are left out; nan where fewer than two are left. Intra-list diversity by
    category distance (Ziegler et al. 2005 call its complement similarity).
    """
    known = categories >= 0
    both = known[..., :, None] & known[..., None, :]
    alike = (categories[..., :, None] == categories[..., None, :]) & both
    count = known.sum(axis=-1)
    pairs = count * (count - 1)
    share: Floats = 1 - (alike.sum(axis=(-1, -2)) - count) / np.maximum(pairs, 1)
    return np.where(pairs > 0, share, np.nan)
