"""Somebody who wants to be forgotten → no event of theirs, a tombstone for each id, and a receipt."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple
from uuid import uuid4

from features.clock import to_datetime
from features.events import Identify, SignOut, encode
from features.identity import FOREVER, Mark, Span, span_at, spans
from service.ingest.tombstones import Tombstones, put_up
from service.store.kinds import MARKS
from service.store.protocol import Reader, Store, Transaction
from service.store.records import Person, Row, Window

STEP = 2_000  # events deleted in one transaction, so that others get to write


class Subject(NamedTuple):
    """Whom it is about: a customer with all their devices' stretches, or the strangers of one device.

    What a device did while a customer was signed in on it is the customer's, not the strangers'.
    """

    customer_id: str | None = None
    anonymous_id: str | None = None

    def person(self, reader: Reader) -> Person:
        """As known now; who signs in later, too, where this clock was set back."""
        if self.customer_id is not None:
            return reader.person(self.customer_id, None, FOREVER)
        return reader.strangers(str(self.anonymous_id))


class Step(NamedTuple):
    """How many events of each kind a transaction deleted, and whether it was the last one."""

    deleted: dict[str, int]
    done: bool


def erase(transaction: Transaction, subject: Subject, *, now: int, most: int = STEP) -> Step:
    """Delete up to `most` of somebody's events; to be called in new transactions until it is done.

    The first one already keeps out what comes late. Marks go last: they say which stretches of a device are
    whose, so an erasure that was interrupted can be asked for again. Somebody unknown gets a tombstone, too:
    their events may still be on the way.
    """
    person = subject.person(transaction)
    put_up(transaction, person, now + 1)
    deleted = Counter(transaction.take_away(person, MARKS, most=most))
    done = deleted.total() < most
    if done:
        deleted.update(_take_all(transaction, person, FOREVER))
    return Step(dict(deleted), done)


def erase_late(transaction: Transaction, event: Identify, at: int) -> None:
    """A device turns out to have been that of somebody erased: what it did then goes and stays away, too."""
    customer, device = str(event.customer_id), str(event.anonymous_id)
    until = max(stretch.until for stretch in Tombstones(transaction).of("customer", customer))
    was = spans([*transaction.marks(device), Mark(at, customer)])
    theirs = Person(None, tuple(Window(device, s.since, s.until) for s in was if s.customer_id == customer))
    put_up(transaction, theirs, until)
    transaction.take_away(theirs, before=until)
    _mend(transaction, device, was, customer)


def erase_again(store: Store) -> None:
    """Everybody who has a tombstone, in a store that was set back to an earlier state."""
    with store.write() as transaction:
        tombstones = Tombstones(transaction)
        for customer in {*transaction.customers(FOREVER), *transaction.decided_customers()}:
            for stretch in tombstones.of("customer", customer):
                person = transaction.person(customer, None, FOREVER)
                put_up(transaction, person, stretch.until)
                _take_all(transaction, person, stretch.until)
        for device in transaction.devices():
            for stretch in tombstones.of("device", device):
                _take_all(transaction, Person(None, (Window(device, *stretch),)), stretch.until)
    store.rewrite()


def _take_all(transaction: Transaction, person: Person, before: int) -> dict[str, int]:
    devices = {window.anonymous_id for window in person.windows}
    was = {device: spans(transaction.marks(device)) for device in devices}
    taken = transaction.take_away(person, before=before)
    for device in devices:
        _mend(transaction, device, was[device], person.customer_id)
    return taken


def _mend(transaction: Transaction, device: str, was: list[Span], erased: str | None) -> None:
    """Whose the device is, now that marks are gone: they had also ended the stretches of others.

    Without them such a stretch would go on over what somebody else did, so a `sign_out` stands for it.
    """
    now = spans(transaction.marks(device))
    for before, gone in pairwise(was):
        ended = gone.customer_id == erased and before.customer_id not in (None, erased)
        if ended and span_at(now, gone.since).customer_id == before.customer_id:
            transaction.insert([_sign_out(device, gone.since - 1)])
    transaction.set_spans(device, spans(transaction.marks(device)))


def _sign_out(device: str, at: int) -> Row:
    event = SignOut(event_id=uuid4().hex, occurred_at=to_datetime(at), anonymous_id=device)
    return Row(event.event_id, event.kind, at, at, None, device, encode(event))
