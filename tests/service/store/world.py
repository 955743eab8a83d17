"""Builders: rows of events, and devices with their spans."""

from __future__ import annotations

from itertools import count

from features.identity import spans
from service.store.protocol import Row, Store

NOW = 1_000_000

_numbers = count()


def row(
    kind: str = "view_item",
    at: int = 10,
    customer: str | None = None,
    device: str | None = None,
    event_id: str | None = None,
    body: bytes | None = None,
) -> Row:
    """An event; without a name of its own it gets one."""
    name = event_id or f"event {next(_numbers)}"
    return Row(name, kind, at, at, customer, device, body or name.encode())


def keep(store: Store, *rows: Row) -> list[bool]:
    """Keep events and, for the devices that are marked, whose they are."""
    with store.write() as transaction:
        kept = transaction.insert(rows)
        for device in {r.anonymous_id for r in rows if r.kind in ("identify", "sign_out")}:
            transaction.set_spans(str(device), spans(transaction.marks(str(device))))
    return kept


def decision(what: str, at: int, customer: str | None = None, device: str | None = None) -> Row:
    """A decision about personalisation."""
    body = b'{"purposes":{"personalisation":"%s"}}' % what.encode()
    return row("consent_updated", at, customer, device, body=body)
