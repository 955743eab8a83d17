"""What a shop lays down, by kind → read from TOML or JSON, and written as it is kept; the one table of kinds.

A definition's name stands in it (`name`), in a rule's beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from features.errors import Rejected
from features.experiments.definition import KIND as EXPERIMENT
from features.experiments.definition import Experiment, decode_experiment
from features.interventions.contact import ContactRule
from features.interventions.definition import (
    INTERVENTION,
    RULE,
    RULES,
    Gesture,
    GoodwillRule,
    decode_gesture,
    decode_rule,
)
from features.interventions.reminder import REMINDER, Reminder, decode_reminder
from features.touchpoints.definition import DEFAULTS, TOUCHPOINT, Touchpoint, decode_touchpoint

Policy: TypeAlias = Experiment | Touchpoint | Gesture | Reminder | ContactRule | GoodwillRule

# Kind → its readers; a rule's name says how it is read.
KINDS: dict[str, Callable[[bytes], Experiment | Touchpoint | Gesture | Reminder]] = {
    EXPERIMENT: decode_experiment,
    TOUCHPOINT: decode_touchpoint,
    INTERVENTION: decode_gesture,
    REMINDER: decode_reminder,
}
ALL = (*KINDS, RULE)


class Wish(NamedTuple):
    """What somebody wants in force under a name."""

    kind: str
    name: str
    definition: Policy


def read_policy(kind: str, name: str, body: bytes) -> Policy:
    """A definition as it is kept. Raises Rejected with the pointer of the field at fault."""
    return decode_rule(name, body) if kind == RULE else KINDS[kind](body)


def write_policy(definition: Policy) -> bytes:
    """The JSON in which a definition is kept: the same definition is always the same bytes."""
    return msgspec.json.encode(definition, order="deterministic")


def wish(kind: str, table: Mapping[str, Any]) -> Wish:
    """From a table of TOML or fields of JSON. Raises Rejected with the pointer of the field at fault."""
    name = table.get("name")
    if kind == RULE:
        if not isinstance(name, str):
            raise Rejected("/name", f"say which rule it is: {' or '.join(RULES)}")
        body = msgspec.json.encode({field: said for field, said in table.items() if field != "name"})
        return Wish(kind, name, decode_rule(name, body))
    definition = KINDS[kind](msgspec.json.encode(table))  # so that `nan` is no number here either
    return Wish(kind, definition.name, definition)


def built_in(kind: str, name: str) -> Policy | None:
    """What holds under a name as long as nobody defined it."""
    if kind == TOUCHPOINT:
        return DEFAULTS.get(name)
    return RULES[name]() if kind == RULE and name in RULES else None
