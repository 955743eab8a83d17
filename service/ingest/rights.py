"""What a customer may ask for: everything that is kept about them, and their decisions."""

from __future__ import annotations

from typing import get_args
from uuid import uuid4

from msgspec import Raw, Struct

from features.clock import to_datetime
from features.consent import Decided, Purpose, granted
from features.events import ConsentUpdated, Decision, Purposes, encode
from service.ingest.door import admit
from service.store.protocol import Reader, Transaction


class Holds(Struct, frozen=True):
    """What is allowed now."""

    personalisation: Decision
    analytics: Decision
    marketing: Decision


class Export(Struct, frozen=True):
    """Everything kept about a customer: each event once, those of their devices' stretches too."""

    customer_id: str
    consent: Holds
    events: list[Raw]


def holds(decisions: list[Decided], *, default: bool) -> Holds:
    """The latest decision on each purpose, or what holds where there is none."""
    return Holds(
        *(
            "granted" if granted(decisions, purpose, default=default) else "denied"
            for purpose in get_args(Purpose)
        )
    )


def export(store: Reader, customer_id: str, *, now: int, default: bool) -> Export | None:
    """All of it, oldest first; None where nothing is known."""
    person = store.person(customer_id, None, now)
    bodies = list(store.bodies(person))
    if not bodies:
        return None
    consent = holds(store.decisions(person, now), default=default)
    return Export(customer_id, consent, [Raw(body) for body in bodies])


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
