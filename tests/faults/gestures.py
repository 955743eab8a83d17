"""A shop whose orders come late, and its own system that is told; services as real processes."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from features.clock import DAY, HOUR, system_clock, to_text
from features.identity import ALWAYS
from service.interventions.webhook.signing import headers
from service.store.records import Row
from tests.running import Service, places
from tests.service.interventions.counter import SORRY
from tests.service.interventions.defining import define as put_in_force
from tests.service.interventions.receiver import Receiver
from tests.stores import new_store

SECRET = b"s" * 32
VARIABLES = {"ZUVOR_WEBHOOK_SECRETS": "whsec_" + base64.b64encode(SECRET).decode()}


def define(folder: Path, *gestures: dict[str, Any], **rules: Any) -> None:
    """What the shop does, in its store."""
    url = places(folder)[0].partition("=")[2]
    with closing(new_store(url)) as store:
        put_in_force(store, *(gestures or (SORRY,)), **rules)


@contextmanager
def running(folder: Path, receiver: Receiver, *flags: str) -> Iterator[Service]:
    """A service that tells the receiver."""
    target = (f"--webhook-url={receiver.url}", "--webhook-private=allowed")
    service = Service(folder, "--workers=1", *target, *flags, variables=VARIABLES)
    try:
        yield service
    finally:
        service.kill()


def late_orders(service: Service, many: int = 1, first: int = 0) -> None:
    """Promised for yesterday, and not there."""
    now = system_clock()
    events = [
        {
            "event": "purchase",
            "event_id": f"late-{n}",
            "occurred_at": to_text(now - 6 * DAY),
            "customer_id": f"customer-{n}",
            "order_id": f"order-{n}",
            "items": [{"item_id": "kettle", "quantity": 1, "price": 39.0}],
            "currency": "EUR",
            "promised_latest": to_text(now - 2 * DAY),
        }
        for n in range(first, first + many)
    ]
    status, answer = service("POST", "/v1/events", {"events": events})
    assert (status, answer["accepted"]) == (202, many)


def carts_left(folder: Path, many: int) -> None:
    """A reminder of carts, whatever the hour, and carts that were left five hours ago."""
    body = {"name": "cart_left", "answer": "cart"}
    rule = {"caps": [], "quiet_from": "00:00", "quiet_until": "00:00"}
    item = {"item_id": "kettle", "title": "Kettle", "price": 39.0}
    at = system_clock() - 5 * HOUR
    url = places(folder)[0].partition("=")[2]
    with closing(new_store(url)) as store:
        put_in_force(store, reminders=[body], contact=rule)
        with store.write() as transaction:
            transaction.put_items([("kettle", ALWAYS, msgspec.json.encode(item))], at)
            transaction.insert([_into_cart(f"customer-{n}", at) for n in range(many)])


def _into_cart(customer: str, at: int) -> Row:
    told = {
        "event": "add_to_cart",
        "customer_id": customer,
        "occurred_at": to_text(at),
        "item_id": "kettle",
        "quantity": 1,
    }
    return Row(f"cart-{customer}", "add_to_cart", at, at, customer, None, msgspec.json.encode(told))


def is_signed(received: tuple[dict[str, str], bytes]) -> bool:
    """Only who knows the secret can have sent it."""
    told, body = received
    ours = headers(told["webhook-id"], int(told["webhook-timestamp"]), body, (SECRET,))
    return ours["webhook-signature"] == told["webhook-signature"]


def ledger(folder: Path) -> dict[str, str]:
    """Every decision and its state."""
    with closing(sqlite3.connect(folder / "shop.db")) as store:
        return dict(store.execute("SELECT intervention_id, state FROM interventions").fetchall())


def time_passes(folder: Path) -> None:
    """What a killed worker had taken for two minutes is free again, as if they had passed."""
    with closing(sqlite3.connect(folder / "shop.db")) as store, store:
        store.execute("UPDATE tasks SET until = 1")
        store.execute("UPDATE messages SET due_at = 1 WHERE ended_at IS NULL")


def states(folder: Path) -> set[str]:
    """The states that decisions are in."""
    return set(ledger(folder).values())
