"""Features of candidates → their scores, by small networks that training learned.

Two hidden layers of rectified linear units; networks from several random starts are averaged: a handful of
matrix products, where the trees they are measured against cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.artifact import Array, Model
from features.interactions import Floats

FEATURES = "network_features"
PARTS = ("mean", "scale", "first", "first_bias", "second", "second_bias", "last")
FURTHEST = 5.0  # standard deviations: nobody is judged by more than training saw


@dataclass(frozen=True)
class Networks:
    """`mean`, `scale` (1 / standard deviation): one per feature. Layers are stacked by network: `first`
    networks × features × units, `second` networks × units × units, `last` networks × units; biases alike.
    """

    mean: Floats
    scale: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats

    def score(self, features: Floats) -> Floats:
        """One score per row of features."""
        first: Floats = standardised(features, self.mean, self.scale) @ self._beside
        first = rectified(first.reshape(len(features), *self.first_bias.shape), self.first_bias)
        second = rectified(first.transpose(1, 0, 2) @ self.second, self.second_bias[:, None])
        scores: Floats = (second @ self.last[:, :, None]).sum(axis=0)[:, 0] / np.float32(len(second))
        return scores

    @cached_property
    def _beside(self) -> Floats:
        """Features × units of all networks: one product is faster than one for each."""
        return np.concatenate(self.first, axis=1)

    def on(self, learned: Sequence[str], there: Sequence[str]) -> Networks:
        """The same for the columns that are there; one that is not counts as 0, one never learned nothing."""
        missing = np.array([name not in there for name in learned])
        empty = standardised(np.zeros((1, len(learned)), np.float32), self.mean, self.scale) * missing
        place = {name: n for n, name in enumerate(learned)}
        known = [(n, place[name]) for n, name in enumerate(there) if name in place]
        here, from_ = ([pair[side] for pair in known] for side in (0, 1))
        mean, scale = np.zeros((2, len(there)), np.float32)
        mean[here], scale[here] = self.mean[from_], self.scale[from_]
        first = np.zeros((len(self.first), len(there), self.first.shape[2]), np.float32)
        first[:, here] = self.first[:, from_]
        bias = self.first_bias + (empty @ self.first)[:, 0]
        return Networks(mean, scale, first, bias, self.second, self.second_bias, self.last)

    def arrays(self, head: str) -> dict[str, Array]:
        """As an artifact keeps them."""
        return {f"network_{head}_{part}": getattr(self, part) for part in PARTS}


def standardised(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """Every feature with mean 0 and deviation 1 in training; a constant one is 0."""
    standard = features - mean
    standard *= scale
    np.maximum(standard, -FURTHEST, out=standard)
    return np.minimum(standard, FURTHEST, out=standard)


def rectified(units: Floats, bias: Floats) -> Floats:
    """Units with their bias, in place; none below 0."""
    units += bias
    return np.maximum(units, 0, out=units)


def networks_of(model: Model, there: Sequence[str], heads: Sequence[str]) -> Mapping[str, Networks]:
    """By head, for the columns that are there; none where there was too little to learn from."""
    learned = model.texts.get(FEATURES, [])
    stored = {
        head: Networks(*(np.array(model.arrays[f"network_{head}_{part}"], np.float32) for part in PARTS))
        for head in heads
        if f"network_{head}_second_bias" in model.arrays
    }
    return {head: networks.on(learned, there) for head, networks in stored.items()}
