"""What a customer decides → kept like every event, and what is allowed from then on."""

from __future__ import annotations

from typing import get_args
from uuid import uuid4

from msgspec import Raw, Struct

from features.clock import to_datetime
from features.consent import Decided, Purpose, granted
from features.events import ConsentUpdated, Decision, Purposes, encode
from service.ingest.door import admit
from service.store.protocol import Transaction


class Holds(Struct, frozen=True):
    """What is allowed now."""

    personalisation: Decision
    analytics: Decision
    marketing: Decision


def holds(decisions: list[Decided], *, default: bool) -> Holds:
    """The latest decision on each purpose, or what holds where there is none."""
    return Holds(
        *(
            "granted" if granted(decisions, purpose, default=default) else "denied"
            for purpose in get_args(Purpose)
        )
    )


def decide(
    transaction: Transaction, customer_id: str, purposes: Purposes, *, now: int, default: bool
) -> Holds:
    """Keep a decision, through the door like every event; returns what holds from now on."""
    event = ConsentUpdated(
        event_id=uuid4().hex, occurred_at=to_datetime(now), customer_id=customer_id, purposes=purposes
    )
    admit(transaction, [Raw(encode(event))], now=now, consent_granted=default)
    person = transaction.person(customer_id, None, now)
    return holds(transaction.decisions(person, now), default=default)
