"""A trigger → what is done about it: what is owed always, of goodwill what is chosen and affordable."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Protocol

import msgspec

from features.experiments.assignment import bucket
from features.interventions.definition import NOTHING, Gesture
from features.interventions.traits import Traits
from service.interventions.budget import Purse
from service.interventions.catalogue import Catalogue
from service.interventions.customer import Customer
from service.interventions.eligible import sort
from service.interventions.entries import Decided, entry, with_message
from service.interventions.trigger import Trigger, named

HOLDOUT = "intervention_holdout"  # what customers are hashed with


class Shares(Protocol):
    """How likely each arm is chosen, `nothing` first; they add up to 1, each at least its part of `floor`."""

    def shares(self, traits: Traits, gestures: Sequence[Gesture], floor: float, purse: Purse) -> list[float]:
        """In step with `nothing` and the gestures."""

    @property
    def version(self) -> str | None:
        """What it was learned from, None: nothing yet."""


def held_out(customer_id: str, share: float) -> bool:
    """Is it one of the customers who get no goodwill, so that its effect can be told; the same for ever."""
    return bucket(HOLDOUT, customer_id) < share


def decide(
    trigger: Trigger, customer: Customer, catalogue: Catalogue, choice: Shares, purse: Purse, now: int
) -> list[Decided]:
    """All that is owed, and one decision about goodwill where any gesture is for this trigger.

    Words and money are kept as they are now: whoever shows, approves or sends it later tells the same.
    """
    done = [_owed(trigger, gesture, customer, now) for gesture in catalogue.upon(trigger.kind, owed=True)]
    gestures = catalogue.upon(trigger.kind, owed=False)
    if gestures:
        done.append(_goodwill(trigger, gestures, customer, catalogue, choice, purse, now))
    return done


def _owed(trigger: Trigger, gesture: Gesture, customer: Customer, now: int) -> Decided:
    """Never randomised, never capped, at once; only a person's approval may stand before it."""
    line = entry(trigger, gesture, "owed", now, currency=customer.currency)
    # each thing owed is a line of its own
    line = line._replace(intervention_id=named(f"{trigger.intervention_id}/{gesture.name}"))
    return with_message(line, customer, now)


def _goodwill(
    trigger: Trigger,
    gestures: Sequence[Gesture],
    customer: Customer,
    catalogue: Catalogue,
    choice: Shares,
    purse: Purse,
    now: int,
) -> Decided:
    rule, traits = catalogue.goodwill, traits_of(trigger, customer)
    found = sort(gestures, customer, trigger, catalogue, purse.left, now)
    may = [gesture for gesture, _ in found.may]
    shares = choice.shares(traits, may, rule.floor, purse)
    facts: dict[str, Any] = {"not_now": found.not_now, "policy": choice.version, "traits": traits}
    facts |= {"held": rule.holdout, "shares": _named_shares(may, shares)}
    nothing = entry(trigger, None, "goodwill", now, facts, customer.currency)
    if held_out(customer.customer_id, rule.holdout):
        facts |= {"eligible": [gesture.name for gesture in may]}
        return Decided(nothing._replace(holdout=True, facts=msgspec.json.encode(facts)), None)
    if not may:
        return Decided(nothing._replace(state="refused"), None)
    n = drawn(trigger.intervention_id, shares)
    if n == 0:
        return Decided(nothing._replace(propensity=shares[0]), None)
    gesture, at = found.may[n - 1]
    line = entry(trigger, gesture, "goodwill", now, facts, customer.currency)
    return with_message(line._replace(propensity=shares[n]), customer, at)


def traits_of(trigger: Trigger, customer: Customer) -> Traits:
    """What effects may depend on, as of now: it stands in the ledger, so nothing later slips in."""
    return Traits(
        trigger=trigger.kind,
        gap=trigger.gap,
        orders=customer.orders,
        spent=round(customer.spent, 2),
        segment=customer.attributes.get("segment"),
        state=customer.state,
    )


def _named_shares(may: Sequence[Gesture], shares: Sequence[float]) -> dict[str, float]:
    """Also of who is held out: what would have been done tells how likely what wasn't done was."""
    names = (NOTHING, *(gesture.name for gesture in may))
    return {name: round(share, 6) for name, share in zip(names, shares, strict=True)}


def drawn(name: str, shares: Sequence[float]) -> int:
    """By nothing but the trigger's name: who decides again decides the same."""
    point = int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"draw").digest(), "big") / 2**64
    for n, share in enumerate(shares):
        point -= share
        if point < 0:
            return n
    return len(shares) - 1
