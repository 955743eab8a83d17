"""Shortlists of past windows → small networks that put what people really took above the other candidates.

Listwise softmax as in the blend, by Adam (Kingma, Ba 2015) with a rate that falls along a cosine. In every
round each visitor shows all hits and another sample of the rest. Learning may go on from earlier networks:
then it takes fewer rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.artifact import Array
from service.engine.networks import PARTS, Networks, standardised
from training.ranking.blend import shares

UNITS = (32, 16)
BATCH = 64  # lists
RATE, WARM = 2e-3, 100  # the highest rate, and the steps to get there
ROUNDS, MORE_ROUNDS = 12, 2  # over all lists: from the start, and from earlier networks
SHOWN = np.float32(0.25)  # of what was not taken, in a round: a third of the work, as good on real shops
BLOCK = 100_000  # rows
SAME = 1e-3  # a feature that spreads by no more tells nothing
WEIGHT_DECAY = 1e-3
LAYERS = PARTS[2:]


class Batch(NamedTuple):
    """Features of some lists' shown rows, standardised; each row's share of its list's loss; its list."""

    features: Array
    share: Array
    of: Array


@dataclass(frozen=True)
class Examples:
    """Features (rows × features), what standardises them, rows' shares of their list's loss, list starts."""

    features: Array
    mean: Array
    scale: Array
    share: Array
    starts: Array

    def batches(self, chance: np.random.Generator) -> Iterator[Batch]:
        """Every list once, in a new order, BATCH at a time."""
        ends = np.append(self.starts[1:], len(self.share))
        order = chance.permutation(len(self.starts))
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            rows = np.concatenate([np.arange(self.starts[n], ends[n]) for n in some])
            of = np.repeat(np.arange(len(some)), (ends - self.starts)[some])
            shown = (self.share[rows] > 0) | (chance.random(len(rows), np.float32) < SHOWN)
            features = self.features[rows[shown]].astype(np.float32)
            yield Batch(standardised(features, self.mean, self.scale), self.share[rows[shown]], of[shown])


def learn(
    features: Array, hit: Array, starts: Array, count: int, seed: int, earlier: Networks | None = None
) -> Networks:
    """So many networks from different starts; `features`: rows × features, `hit`: rows."""
    of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(hit))))
    mean, scale = (earlier.mean, earlier.scale) if earlier else _moments(features)
    examples = Examples(features, mean, scale, shares(hit, starts, of).astype(np.float32), starts)
    learned = []
    for number in range(count):
        chance = np.random.default_rng([seed, number])
        start = _layers(earlier, number) if earlier else _random(features.shape[1], chance)
        learned.append(_learned(examples, start, chance, MORE_ROUNDS if earlier else ROUNDS))
    return Networks(mean, scale, *(np.stack(layer) for layer in zip(*learned, strict=True)))


def _moments(features: Array) -> tuple[Array, Array]:
    """Mean and 1 / standard deviation of each feature; 0 for one that is always the same."""
    total, squares = np.zeros((2, features.shape[1]))
    for at in range(0, len(features), BLOCK):
        block = features[at : at + BLOCK].astype(np.float64)
        total += block.sum(axis=0)
        squares += (block * block).sum(axis=0)
    mean = total / len(features)
    spread = np.sqrt(np.maximum(squares / len(features) - mean * mean, 0))
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > SAME)
    return mean.astype(np.float32), scale.astype(np.float32)


def _random(inputs: int, chance: np.random.Generator) -> list[Array]:
    """He initialisation (2015): the spread of a layer's inputs carries over to its outputs."""
    first = chance.normal(0, np.sqrt(2 / inputs), (inputs, UNITS[0]))
    second = chance.normal(0, np.sqrt(2 / UNITS[0]), UNITS)
    last = chance.normal(0, 0.1 * np.sqrt(2 / UNITS[1]), UNITS[1])
    layers = first, np.zeros(UNITS[0]), second, np.zeros(UNITS[1]), last
    return [layer.astype(np.float32) for layer in layers]


def _layers(networks: Networks, number: int) -> list[Array]:
    return [np.array(getattr(networks, layer)[number]) for layer in LAYERS]


def _learned(
    examples: Examples, layers: list[Array], chance: np.random.Generator, rounds: int
) -> list[Array]:
    steps = rounds * -(-len(examples.starts) // BATCH)
    adam = Adam(layers)
    batches = (batch for _ in range(rounds) for batch in examples.batches(chance))
    for step, batch in enumerate(batches):
        rate = RATE * min(1, (step + 1) / WARM) * (1 + np.cos(np.pi * step / steps)) / 2
        adam.descend(_slopes(layers, batch), rate)
    return layers


def _slopes(layers: Sequence[Array], batch: Batch) -> list[Array]:
    """The slope of the batch's mean loss along each layer."""
    first, first_bias, second, second_bias, last = layers
    features = batch.features
    one = np.maximum(features @ first + first_bias, 0)
    two = np.maximum(one @ second + second_bias, 0)
    at_score = _at_score(two @ last, batch.share, batch.of)
    at_two = np.outer(at_score, last) * (two > 0)
    at_one = (at_two @ second.T) * (one > 0)
    return [
        features.T @ at_one + WEIGHT_DECAY * first,
        at_one.sum(axis=0),
        one.T @ at_two + WEIGHT_DECAY * second,
        at_two.sum(axis=0),
        two.T @ at_score + WEIGHT_DECAY * last,
    ]


def _at_score(score: Array, share: Array, of: Array) -> Array:
    """The slope of the softmax loss along each score; a row shown by chance stands for others, too."""
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    score = score - np.log(SHOWN) * (share == 0)
    likely = np.exp(score - np.maximum.reduceat(score, starts)[of])
    total = np.add.reduceat(share, starts) / np.add.reduceat(likely, starts)
    slope: Array = (likely * total[of] - share) / np.float32(len(starts))
    return slope


class Adam:
    """Steps down a slope, each coordinate at its own pace."""

    def __init__(self, layers: list[Array]) -> None:
        self._layers = layers
        self._mean = [np.zeros_like(layer) for layer in layers]
        self._square = [np.zeros_like(layer) for layer in layers]
        self._steps = 0

    def descend(self, slopes: Sequence[Array], rate: float) -> None:
        """One step, in place."""
        self._steps += 1
        pace = rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        for n, slope in enumerate(slopes):
            self._mean[n] += 0.1 * (slope - self._mean[n])
            self._square[n] += 0.001 * (slope * slope - self._square[n])
            self._layers[n] -= (
                np.float32(pace) * self._mean[n] / (np.sqrt(self._square[n]) + np.float32(1e-8))
            )
