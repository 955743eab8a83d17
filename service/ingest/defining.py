"""A definition that somebody wants → a new version in the store, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

import msgspec

from features.definitions import Policy, Wish, read_policy, write_policy
from features.errors import Rejected
from features.experiments.checks import faults
from features.experiments.definition import Experiment
from service.store.protocol import Transaction
from service.store.records import Definition


class Defined(NamedTuple):
    """What became of it: with `faults` nothing; `changed`: fields, none where it is already so."""

    kind: str
    name: str
    version: int = 0
    changed: tuple[str, ...] = ()
    faults: tuple[Rejected, ...] = ()


def define(transaction: Transaction, wanted: Wish, *, shelves: Collection[str], now: int, by: str) -> Defined:
    """Keep it as the newest version of its name. `shelves`: those a page can have; `by`: who changed it."""
    kind, name, definition = wanted
    kept = transaction.definition(kind, name)
    before = None if kept is None else _readable(kept)
    if wrong := _faults(before, definition, shelves, now):
        return Defined(kind, name, faults=tuple(wrong))
    changed = _changed(before, definition)
    if kept is not None and not changed:
        return Defined(kind, name, kept.version)
    version = transaction.put_definition(kind, name, write_policy(definition), now, by)
    return Defined(kind, name, version, changed)


def _readable(kept: Definition) -> Policy | None:
    """None where it can't be read any more: to define it again is the mend."""
    with suppress(Rejected):
        return read_policy(kept.kind, kept.name, kept.body)
    return None


def _faults(before: Policy | None, after: Policy, shelves: Collection[str], now: int) -> list[Rejected]:
    """What a decoder can't know; but for experiments all can be said of a definition by itself."""
    if not isinstance(after, Experiment):
        return []
    earlier = before if isinstance(before, Experiment) else None
    return faults(after, shelves=shelves, now=now, before=earlier)


def _changed(before: Policy | None, after: Policy) -> tuple[str, ...]:
    """Fields that differ; of a new one all that don't have their default."""
    if before is None:
        return tuple(msgspec.to_builtins(after))
    fields = after.__struct_fields__
    return tuple(field for field in fields if getattr(before, field) != getattr(after, field))
