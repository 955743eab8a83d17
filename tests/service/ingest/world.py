"""Builders: a moment, events as JSON, and a door into a store."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import msgspec

from features.clock import parse_moment, to_text
from service.ingest.door import Result, admit
from service.store import Store

NOW = parse_moment("2026-11-22T12:00:00Z")
MINUTE = 60_000_000

_numbers = count()

Door = Callable[..., list[Result]]


def event(kind: str = "view_item", minute: int = -60, **fields: Any) -> bytes:
    """An event some minutes from now; about a cup and on a phone unless told otherwise."""
    about: dict[str, Any] = {"item_id": "cup"} if kind in ("view_item", "add_to_cart") else {}
    about |= {"quantity": 1} if kind == "add_to_cart" else {}
    who = {} if "customer_id" in fields else {"anonymous_id": "phone"}
    envelope = {
        "event": kind,
        "event_id": f"e{next(_numbers)}",
        "occurred_at": to_text(NOW + minute * MINUTE),
    }
    return msgspec.json.encode(envelope | about | who | fields)


def decide(what: str, minute: int = -30, **fields: Any) -> bytes:
    return event("consent_updated", minute, purposes={"personalisation": what}, **fields)


def statuses(store: Store, *events: bytes, granted: bool = True) -> list[str]:
    """What becomes of events that arrive together."""
    with store.write() as transaction:
        results = admit(transaction, events, now=NOW, consent_granted=granted)
    return [result.status for result in results]


def kept(store: Store, customer: str | None = None, device: str | None = None) -> list[str]:
    """The kinds that are kept of a person, oldest first."""
    return [fact.kind for fact in store.facts(store.person(customer, device, NOW), NOW, None)]
