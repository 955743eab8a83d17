"""Definitions in the store → gestures, rules and touchpoints in force, looked for once a second at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from features.errors import BadInput
from features.interventions.contact import ContactRule
from features.interventions.definition import (
    INTERVENTION,
    RULE,
    Gesture,
    GoodwillRule,
    decode_gesture,
    decode_rule,
)
from features.interventions.reminder import REMINDER, Reminder, decode_reminder
from features.touchpoints.definition import DEFAULTS, TOUCHPOINT, Touchpoint, decode_touchpoint, in_force
from service.store.protocol import Reader
from service.store.records import Definition

T = TypeVar("T")

EVERY = 1.0  # seconds


class Catalogue(NamedTuple):
    """`reminders`: those not stopped. `refused`: name → why a definition can't be used."""

    gestures: tuple[Gesture, ...] = ()
    contact: ContactRule = ContactRule()
    goodwill: GoodwillRule = GoodwillRule()
    touchpoints: Mapping[str, Touchpoint] = MappingProxyType(DEFAULTS)
    refused: Mapping[str, str] = MappingProxyType({})
    reminders: tuple[Reminder, ...] = ()

    @property
    def reaches_out(self) -> bool:
        """Is there anything to do for anybody: a gesture, a reminder, or a touchpoint that asks."""
        asks = any(one.asked_share > 0 for one in self.touchpoints.values())
        return bool(self.gestures or self.reminders) or asks

    def upon(self, trigger: str, *, owed: bool) -> list[Gesture]:
        """What a trigger calls for."""
        return [g for g in self.gestures if trigger in g.triggers and g.owed is owed and not g.stopped]


class AtHand:
    """One worker's."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._revision: int | None = None
        self._looked_at = -EVERY
        self.now = Catalogue()

    def look(self) -> Catalogue:
        """Blocking: one indexed read where nothing was defined since. Raises StoreDown."""
        if monotonic() - self._looked_at >= EVERY:
            revision = self._store.definitions_revision()
            if revision != self._revision:
                self.now, self._revision = catalogue_of(self._store), revision
            self._looked_at = monotonic()
        return self.now


def catalogue_of(store: Reader) -> Catalogue:
    """What is defined now; one that can't be read costs no other."""
    refused: dict[str, str] = {}
    gestures = _read(store.definitions(INTERVENTION), lambda one: decode_gesture(one.body), refused)
    touchpoints = _read(store.definitions(TOUCHPOINT), lambda one: decode_touchpoint(one.body), refused)
    reminders = _read(store.definitions(REMINDER), lambda one: decode_reminder(one.body), refused)
    rules = _read(store.definitions(RULE), lambda one: decode_rule(one.name, one.body), refused)
    contact, goodwill = rules.get("contact"), rules.get("goodwill")
    return Catalogue(
        tuple(gestures.values()),
        contact if isinstance(contact, ContactRule) else ContactRule(),
        goodwill if isinstance(goodwill, GoodwillRule) else GoodwillRule(),
        in_force(touchpoints),
        refused,
        tuple(one for one in reminders.values() if not one.stopped),
    )


def _read(
    found: Iterable[Definition], decode: Callable[[Definition], T], refused: dict[str, str]
) -> dict[str, T]:
    read = {}
    for one in found:
        try:
            read[one.name] = decode(one)
        except BadInput as error:
            refused[one.name] = f"version {one.version} can't be read ({error}): define it again"
    return read
