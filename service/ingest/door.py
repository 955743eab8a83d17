"""JSON of events → decoded, checked against consent, kept: the one way in, for HTTP and files alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from features.clock import MINUTE, to_micros
from features.errors import Rejected
from features.events import ConsentUpdated, Event, Identify, SignOut, decode, encode
from service.ingest.browser import may_tell, own_id
from service.ingest.devices import stretch_anew
from service.ingest.erasing import erase_late
from service.ingest.persons import Persons
from service.store.protocol import Transaction
from service.store.records import Row

Status = Literal["accepted", "duplicate", "withheld", "rejected"]

AHEAD = 5 * MINUTE


class Result(NamedTuple):
    """What became of one event; `pointer` (RFC 6901, relative to the event) and `detail` where rejected."""

    status: Status
    event_id: str | None = None
    pointer: str | None = None
    detail: str | None = None


class _Named(msgspec.Struct):
    event_id: str | None = None


_named = msgspec.json.Decoder(_Named)


def admit(
    transaction: Transaction,
    raws: Sequence[bytes | msgspec.Raw],
    *,
    now: int,
    consent_granted: bool,
    browser: bool = False,
) -> list[Result]:
    """Keep what may be kept; one result per event, in the order sent.

    `browser`: sent with a key that anybody can read, so only what a browser may tell is taken.
    """
    return _Door(transaction, now, consent_granted, browser).results(raws)


class _Door:
    def __init__(self, transaction: Transaction, now: int, consent_granted: bool, browser: bool) -> None:
        self._transaction = transaction
        self._now = now
        self._browser = browser
        self._persons = Persons(transaction, consent_granted)
        self._results: list[Result] = []
        self._withheld: set[str] = set()
        self._waiting: dict[str, Row] = {}
        self._places: list[int] = []  # of the waiting rows in the results

    def results(self, raws: Sequence[bytes | msgspec.Raw]) -> list[Result]:
        for raw in raws:
            try:
                event = self._decoded(raw)
            except Rejected as error:
                self._results.append(Result("rejected", _event_id(raw), error.pointer, error.detail))
            else:
                self._take(event)
        self._flush()
        return self._results

    def _decoded(self, raw: bytes | msgspec.Raw) -> Event:
        event = decode(raw)
        if to_micros(event.occurred_at) > self._now + AHEAD:
            raise Rejected("/occurred_at", "lies more than 5 minutes in the future; check the sender's clock")
        if self._browser:
            may_tell(event, self._now)
        return event

    def _take(self, event: Event) -> None:
        """Note the status so far: a waiting event counts as accepted until the flush knows better."""
        at = min(to_micros(event.occurred_at), self._now)
        key = own_id(event) if self._browser else event.event_id
        status = self._status(event, key, at)
        self._results.append(Result(status, event.event_id))
        if status == "accepted":
            self._places.append(len(self._results) - 1)
            self._waiting[key] = Row(
                key, event.kind, at, self._now, event.customer_id, event.anonymous_id, encode(event)
            )
            if isinstance(event, ConsentUpdated | Identify | SignOut):
                self._follow(event, at)
        elif status == "withheld" and isinstance(event, Identify):
            self._flush()
            erase_late(self._transaction, event, at)
            self._persons.forget()

    def _status(self, event: Event, key: str, at: int) -> Status:
        if key in self._waiting or key in self._withheld:
            return "duplicate"
        if self._persons.may_keep(event, at):
            return "accepted"
        if self._transaction.known(key):
            return "duplicate"
        self._withheld.add(key)
        return "withheld"

    def _follow(self, event: ConsentUpdated | Identify | SignOut, at: int) -> None:
        """What else changes with a decision or with whose a device is; nothing if it is a repeat."""
        device = event.anonymous_id
        self._flush()
        if self._results[-1].status == "duplicate":
            return
        self._persons.forget()
        if isinstance(event, ConsentUpdated):
            self._persons.obey(self._persons.of(event, at))
        elif device:
            for span in stretch_anew(self._transaction, device, at):
                self._persons.obey_in(device, span)

    def _flush(self) -> None:
        """Keep what waits; ids that the store already had were repeats."""
        kept = self._transaction.insert(list(self._waiting.values()))
        for place, new in zip(self._places, kept, strict=True):
            if not new:
                self._results[place] = self._results[place]._replace(status="duplicate")
        self._waiting.clear()
        self._places.clear()


def _event_id(raw: bytes | msgspec.Raw) -> str | None:
    try:
        return _named.decode(raw).event_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
