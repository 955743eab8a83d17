"""A gesture as a shop writes it, and the rules over all of them: what they cost, how often they reach out."""

from __future__ import annotations

from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Struct

from features.errors import Rejected
from features.events import Channel, Country, Money, Word, rejection
from features.interventions.contact import ContactRule, check_duration
from features.touchpoints.names import GapKind, State

INTERVENTION, RULE = "intervention", "rule"  # kinds of definitions
NOTHING = "nothing"  # always an arm, never defined
LANGUAGES = frozenset({"de", "en"})

# What may call for a gesture: every kind of gap, one that is foreseen, and a state that a customer came into.
FORESEEN = "late_foreseen"
STATES: tuple[State, ...] = ("at_risk", "delighted")
TRIGGERS = (*get_args(GapKind), FORESEEN, *STATES)

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}\Z")]
Share = Annotated[float, Meta(ge=0, le=1)]


class _Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part that knows all its fields: a misspelt one must not be passed over."""


class Eligible(_Part, frozen=True):
    """Whom a gesture is for; what isn't named doesn't matter. `least_gap` in the trigger's own unit."""

    countries: frozenset[Country] = frozenset()
    segments: frozenset[Word] = frozenset()
    age_bands: frozenset[Word] = frozenset()
    states: frozenset[State] = frozenset()
    least_gap: float = 0.0


class Gesture(_Part, frozen=True):
    """What may be done upon a trigger. `owed`: always done, never randomised, no goodwill.

    `cost` in the shop's currency when it is accepted. `channel`: `web` is shown with the answers on
    every page; what else reaches out goes to the shop's systems. `approval`: somebody confirms it first.
    """

    name: Name
    triggers: Annotated[frozenset[str], Meta(min_length=1)]
    text: dict[str, Annotated[str, Meta(min_length=1, max_length=1_000)]]
    channel: Channel = "email"
    cost: Money = 0.0
    owed: bool = False
    approval: bool = False
    cool_down: str = "30d"
    eligible: Eligible = Eligible()
    stopped: bool = False

    def __post_init__(self) -> None:
        if self.name == NOTHING:
            raise ValueError(
                "`name` must be another: to do nothing is always possible and needs no definition"
            )
        if unknown := sorted(self.triggers - set(TRIGGERS)):
            raise ValueError(f"`triggers` must be known: {unknown[0]} isn't; there are {', '.join(TRIGGERS)}")
        if set(self.text) != LANGUAGES:
            raise ValueError("`text` must have a sentence in `de` and one in `en`")
        check_duration("cool_down", self.cool_down)


class GoodwillRule(_Part, frozen=True, omit_defaults=False):
    """The shop's one rule for goodwill. `daily_budget` in its currency, 0: only gestures that cost nothing.

    `holdout`: of all triggers, so many are left alone, to know what gestures change. `floor`: so many of the
    others are drawn evenly, to go on learning. A customer gets at most `most` gestures within `within`.
    `margin`: of what customers pay, so much stays with the shop: by it a customer kept is worth a gesture.
    """

    daily_budget: Money = 0.0
    holdout: Annotated[float, Meta(ge=0.01, le=0.5)] = 0.1
    floor: Annotated[float, Meta(ge=0.01, le=0.5)] = 0.05
    most: Annotated[int, Meta(ge=0, le=1_000)] = 2
    within: str = "90d"
    margin: Share = 0.3

    def __post_init__(self) -> None:
        check_duration("within", self.within)


RULES: dict[str, type[ContactRule | GoodwillRule]] = {"contact": ContactRule, "goodwill": GoodwillRule}


def decode_gesture(raw: bytes | msgspec.Raw) -> Gesture:
    """One gesture from JSON. Raises Rejected with the pointer of the field at fault."""
    gesture: Gesture = _decoded(raw, Gesture)
    return gesture


def decode_rule(name: str, raw: bytes | msgspec.Raw) -> ContactRule | GoodwillRule:
    """The rule of a name. Raises Rejected with the pointer of the field at fault."""
    if name not in RULES:
        raise Rejected("/name", f"there is no rule {name}; there are {', '.join(RULES)}")
    rule: ContactRule | GoodwillRule = _decoded(raw, RULES[name])
    return rule


def _decoded(raw: bytes | msgspec.Raw, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None
