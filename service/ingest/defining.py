"""An experiment that somebody defines → a new version in the store, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from features.errors import Rejected
from features.experiments.checks import faults
from features.experiments.definition import KIND, Experiment, decode_experiment, encode_experiment
from service.store.protocol import Transaction


class Defined(NamedTuple):
    """What became of it: with `faults` nothing; what is already so makes no new version."""

    name: str
    version: int = 0
    changed: bool = False
    faults: tuple[Rejected, ...] = ()


def define(
    transaction: Transaction, experiment: Experiment, *, shelves: Collection[str], now: int, by: str
) -> Defined:
    """Keep the experiment as the newest version of its name. `by`: who changed it."""
    kept = transaction.definition(KIND, experiment.name)
    before = None if kept is None else decode_experiment(kept.body)
    if wrong := faults(experiment, shelves=shelves, now=now, before=before):
        return Defined(experiment.name, faults=tuple(wrong))
    if kept is not None and experiment == before:
        return Defined(experiment.name, kept.version)
    body = encode_experiment(experiment)
    return Defined(
        experiment.name, transaction.put_definition(KIND, experiment.name, body, now, by), changed=True
    )
