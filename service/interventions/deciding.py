"""A trigger → what is done about it: what is owed always, of goodwill what is chosen and affordable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

import msgspec

from features.clock import to_text
from features.experiments.assignment import bucket
from features.interventions.definition import NOTHING, Gesture
from features.interventions.traits import Traits
from service.interventions.budget import Purse
from service.interventions.catalogue import Catalogue
from service.interventions.customer import Customer
from service.interventions.eligible import sort
from service.interventions.trigger import Trigger, named
from service.store.records import Intervention, Message

HOLDOUT = "intervention_holdout"  # what customers are hashed with
WEB = "web"
US = "zuvor"


class Shares(Protocol):
    """How likely each arm is chosen, `nothing` first; they add up to 1, each at least its part of `floor`."""

    def shares(self, traits: Traits, gestures: Sequence[Gesture], floor: float, purse: Purse) -> list[float]:
        """In step with `nothing` and the gestures."""

    @property
    def version(self) -> str | None:
        """What it was learned from, None: nothing yet."""


class Decided(NamedTuple):
    """One line of the ledger, and what is to be sent because of it."""

    intervention: Intervention
    message: Message | None


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
    return _with_message(line, customer, now)


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
        eligible = [gesture.name for gesture in may]
        return Decided(nothing._replace(holdout=True, facts=_facts({**facts, "eligible": eligible})), None)
    if not may:
        return Decided(nothing._replace(state="refused"), None)
    n = drawn(trigger.intervention_id, shares)
    if n == 0:
        return Decided(nothing._replace(propensity=shares[0]), None)
    gesture, at = found.may[n - 1]
    line = entry(trigger, gesture, "goodwill", now, facts, customer.currency)
    return _with_message(line._replace(propensity=shares[n]), customer, at)


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


def entry(
    trigger: Trigger,
    gesture: Gesture | None,
    purpose: str,
    now: int,
    facts: Mapping[str, Any] | None = None,
    currency: str = "",
) -> Intervention:
    """A line of the ledger, as decided now; without a gesture nothing is done. `currency`: of its cost."""
    state = "nothing" if gesture is None else "waiting" if gesture.approval else "ready"
    return Intervention(
        intervention_id=trigger.intervention_id,
        customer_id=trigger.customer_id,
        touchpoint=trigger.touchpoint,
        trigger=trigger.kind,
        subject=trigger.subject,
        triggered_at=trigger.at,
        decided_at=now,
        gesture=NOTHING if gesture is None else gesture.name,
        channel=WEB if gesture is None else gesture.channel,
        purpose=purpose,
        cost=0.0 if gesture is None else gesture.cost,
        propensity=1.0,
        holdout=False,
        state=state,
        changed_at=now,
        changed_by=US,
        facts=_facts({"gap": trigger.gap, **(facts or {})}),
        currency=currency,
        text=None if gesture is None else msgspec.json.encode(gesture.text),
    )


def _with_message(line: Intervention, customer: Customer, at: int) -> Decided:
    """What is shown on the page needs no message; what waits for approval gets its own then."""
    if line.channel == WEB or line.state != "ready":
        return Decided(line, None)
    return Decided(line, message_of(line, customer.zone, at))


def message_of(line: Intervention, zone: str, at: int, more: Mapping[str, Any] | None = None) -> Message:
    """What the shop's own systems are told: what to do for whom, and why, as decided; due at a moment."""
    body = {
        "type": f"intervention.{line.purpose}",
        "timestamp": to_text(line.decided_at),
        "data": {
            "intervention_id": line.intervention_id,
            "customer_id": line.customer_id,
            "gesture": line.gesture,
            "channel": line.channel,
            "cost": line.cost,
            "currency": line.currency,
            "text": msgspec.Raw(line.text or b"{}"),
            "touchpoint": line.touchpoint,
            "trigger": line.trigger,
            "subject": line.subject,
            "not_before": to_text(at),
            "time_zone": zone,
            **(more or {}),
        },
    }
    owed = line.purpose == "owed"
    return Message(line.intervention_id, line.customer_id, msgspec.json.encode(body), 0, at, owed)


def said_of(line: Intervention, gesture: Gesture | None) -> dict[str, str]:
    """Its sentence by language, as it was decided.

    A line that an earlier release wrote kept no words: then those of the gesture as it is defined now hold.
    """
    if line.text is None:
        return {} if gesture is None else gesture.text
    said: dict[str, str] = msgspec.json.decode(line.text)
    return said


def _facts(facts: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(facts)
