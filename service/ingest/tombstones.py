"""Ids that were erased → salted hashes with stretches of time, against events that come late.

Who has the store has its salt, too, and can try ids against the hashes; nobody else can.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from features.events import Event
from features.identity import ALWAYS
from service.store.protocol import Transaction
from service.store.records import Person, Served, Stretch

Of = Literal["customer", "device"]

SALT = "erased"


class Tombstones:
    """Looks each id up once; where nobody was ever erased, none. For one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._anybody = transaction.anybody_erased()
        self._found: dict[tuple[Of, str], list[Stretch]] = {}

    def cover(self, event: Event | Served, at: int) -> bool:
        """Is the event about somebody who was erased after it happened, `at`."""
        if not self._anybody:
            return False
        return any(stretch.since <= at < stretch.until for stretch in self._about(event))

    def _about(self, event: Event | Served) -> list[Stretch]:
        """An event that names a customer is that customer's, whatever the device."""
        if event.customer_id is not None:
            return self.of("customer", event.customer_id)
        return self.of("device", str(event.anonymous_id))

    def of(self, kind: Of, name: str) -> list[Stretch]:
        """The stretches of time for which an id was erased."""
        if (kind, name) not in self._found:
            self._found[kind, name] = self._transaction.forgotten(_digest(self._transaction, kind, name))
        return self._found[kind, name]


def put_up(transaction: Transaction, person: Person, until: int) -> None:
    """From now on nothing of the person from before `until` is kept."""
    if person.customer_id is not None:
        _put_up(transaction, "customer", person.customer_id, Stretch(ALWAYS, until))
    for window in person.windows:
        if window.since < until:
            stretch = Stretch(window.since, min(window.until, until))
            _put_up(transaction, "device", window.anonymous_id, stretch)


def _put_up(transaction: Transaction, kind: Of, name: str, stretch: Stretch) -> None:
    transaction.forget(_digest(transaction, kind, name), stretch)


def _digest(transaction: Transaction, kind: Of, name: str) -> bytes:
    return blake2b(name.encode(), key=transaction.secret(SALT), person=kind.encode(), digest_size=32).digest()
