"""An experiment that somebody defines → a new version in the store, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import msgspec

from features.errors import Rejected
from features.experiments.checks import faults
from features.experiments.definition import KIND, Experiment, decode_experiment, encode_experiment
from service.store.protocol import Transaction


class Defined(NamedTuple):
    """What became of it: with `faults` nothing; `changed`: fields, none where it is already so."""

    name: str
    version: int = 0
    changed: tuple[str, ...] = ()
    faults: tuple[Rejected, ...] = ()


def define(
    transaction: Transaction, experiment: Experiment, *, shelves: Collection[str], now: int, by: str
) -> Defined:
    """Keep the experiment as the newest version of its name. `by`: who changed it."""
    kept = transaction.definition(KIND, experiment.name)
    before = None if kept is None else decode_experiment(kept.body)
    if wrong := faults(experiment, shelves=shelves, now=now, before=before):
        return Defined(experiment.name, faults=tuple(wrong))
    changed = _changed(before, experiment)
    if kept is not None and not changed:
        return Defined(experiment.name, kept.version)
    version = transaction.put_definition(KIND, experiment.name, encode_experiment(experiment), now, by)
    return Defined(experiment.name, version, changed)


def _changed(before: Experiment | None, after: Experiment) -> tuple[str, ...]:
    """Fields that differ; of a new one all that don't have their default."""
    if before is None:
        return tuple(msgspec.to_builtins(after))
    fields = Experiment.__struct_fields__
    return tuple(field for field in fields if getattr(before, field) != getattr(after, field))
