"""Decayed popularity over three spans, on a log scale from 0 (nobody) to 1 (the most popular)."""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from training.models.sample import Sample
from training.recipe import Recipe

NAMES = ("popularity_short", "popularity_mid", "popularity_long")
SCALE = 1000.0


def popularity(sample: Sample, recipe: Recipe) -> dict[str, Array]:
    """One float32 per item and span; also the horizon (days) that all ages are counted in."""
    found: dict[str, Array] = {"horizon_days": np.array([sample.horizon_days])}
    for name, half_life in zip(NAMES, recipe.popularity_half_lives, strict=True):
        found[name] = on_log_scale(np.bincount(sample.rows.item, sample.votes(half_life), len(sample.items)))
    return found


def on_log_scale(counts: Array) -> Array:
    """0 … highest → 0 … 1, so that a bestseller doesn't drown everything else."""
    highest = counts.max(initial=0)
    scaled = np.log1p(counts / highest * SCALE) / np.log1p(SCALE) if highest > 0 else counts * 0
    return scaled.astype(np.float32)
