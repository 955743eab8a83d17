"""How likely an item is bought again by somebody who has it, shrunk towards the shop's usual."""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from features.interactions import PURCHASE
from training.models.sample import Sample

PRIOR_BUYERS = 10


def repeats(sample: Sample) -> dict[str, Array]:
    """Per item: buyers on more than one day over buyers, with ten buyers of the shop's average added."""
    bought = sample.rows.kind == PURCHASE
    day = (sample.age[bought] * sample.horizon_days).astype(np.int64)
    key = np.stack([sample.rows.item[bought], sample.rows.person[bought], day], axis=1)
    pairs, days = np.unique(np.unique(key, axis=0)[:, :2], axis=0, return_counts=True)
    size = len(sample.items)
    buyers = np.bincount(pairs[:, 0], minlength=size)
    again = np.bincount(pairs[:, 0], days > 1, minlength=size)
    usual = again.sum() / max(buyers.sum(), 1)
    return {"repeats": ((again + PRIOR_BUYERS * usual) / (buyers + PRIOR_BUYERS)).astype(np.float32)}
