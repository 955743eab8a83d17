"""What was decided → a line of the ledger, and the message that tells the shop's systems of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from features.clock import to_text
from features.interventions.definition import NOTHING, Gesture
from service.interventions.customer import Customer
from service.interventions.trigger import Trigger
from service.store.records import Intervention, Message

WEB = "web"
US = "zuvor"


class Decided(NamedTuple):
    """One line of the ledger, and what is to be sent because of it."""

    intervention: Intervention
    message: Message | None


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
        facts=msgspec.json.encode({"gap": trigger.gap, **(facts or {})}),
        currency=currency,
        text=None if gesture is None else msgspec.json.encode(gesture.text),
    )


def with_message(line: Intervention, customer: Customer, at: int) -> Decided:
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
