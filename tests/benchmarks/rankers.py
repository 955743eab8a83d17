"""Shortlists → rankings of several kinds and sizes, each with the CPU seconds that learning it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import lightgbm
import numpy as np

from features.interactions import Floats
from service.engine.networks import Networks
from service.engine.ranker import Head
from training.ranking import networks
from training.ranking.lists import Lists
from training.recipe import Recipe

Scorer = Callable[[Floats, float], Floats]
Units = tuple[int, int]

SMALL: tuple[Units, ...] = ((16, 8), (32, 16))  # one network each
COUNTS = (1, 2, Recipe().networks)  # of the size that serves: the first ones of those that serve
FORESTS = (((50,), 15, 0.12), ((100, 300), 31, 0.06))  # the first so many trees, leaves, learning rate
TREES: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "seed": 1,
    "num_threads": 1,  # as many as a page has
    "verbose": -1,
}


class Ranker(NamedTuple):
    """`score`: features, and how much is known of the visitor → one number per row; `cpu`: seconds."""

    name: str
    score: Scorer
    cpu: float = 0.0


def network_name(count: int, units: Units) -> str:
    """As a table says it."""
    return f"{count} network{'s' if count > 1 else ''} of {units[0]} and {units[1]} units"


SERVING = network_name(Recipe().networks, networks.UNITS)


def learned(short: Lists, head: Head, seed: int) -> Iterator[tuple[Ranker, Networks | None]]:
    """All of them, one after the other, those that are networks with these."""
    for units in SMALL:
        yield from _networks(short, head, seed, units, (1,))
    yield from _networks(short, head, seed, networks.UNITS, COUNTS)
    for forest in FORESTS:
        for ranker in _trees(short, head, *forest):
            yield ranker, None


def _networks(
    short: Lists, head: Head, seed: int, units: Units, counts: Sequence[int]
) -> Iterator[tuple[Ranker, Networks]]:
    """Each learns for itself: of several the first ones cost their share."""
    started = time.process_time()
    with _sized(units):
        every = networks.learn(short.features, short.hits[head], short.starts, max(counts), seed)
    cpu = (time.process_time() - started) / max(counts)
    for count in counts:
        first = first_of(every, count)
        yield Ranker(network_name(count, units), partial(_by_networks, first), cpu * count), first


def first_of(every: Networks, count: int) -> Networks:
    """Of several networks the first ones."""
    return replace(every, **{layer: getattr(every, layer)[:count] for layer in networks.LAYERS})


def _by_networks(found: Networks, features: Floats, known: float) -> Floats:
    return found.score(features)


@contextmanager
def _sized(units: Units) -> Iterator[None]:
    before, networks.UNITS = networks.UNITS, units
    try:
        yield
    finally:
        networks.UNITS = before


def _trees(short: Lists, head: Head, counts: Sequence[int], leaves: int, rate: float) -> Iterator[Ranker]:
    """Boosting adds tree to tree: the first hundred of more are those that a hundred alone would be."""
    started, reached = time.process_time(), dict[int, float]()
    sizes = [here.stop - here.start for here in short.slices()]
    rows = lightgbm.Dataset(short.features.astype(np.float32), short.hits[head].astype(np.int8), group=sizes)
    wanted = TREES | {"num_leaves": leaves, "learning_rate": rate}

    def note(so_far: lightgbm.callback.CallbackEnv) -> None:
        reached[so_far.iteration + 1] = time.process_time() - started

    booster = lightgbm.train(wanted, rows, max(counts), callbacks=[note])
    for count in counts:
        name = f"LightGBM, {count} trees of {leaves} leaves"
        yield Ranker(name, partial(_by_trees, booster, count), reached[count])


def _by_trees(booster: lightgbm.Booster, count: int, features: Floats, known: float) -> Floats:
    return np.asarray(booster.predict(features, num_iteration=count, num_threads=1))
