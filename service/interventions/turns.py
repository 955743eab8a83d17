"""Which worker's turn it is, and whom to look at: of whom anything was told, and once an hour everybody.

The next worker goes on where the last one was. A turn that fails is had again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import uuid4

from features.clock import MINUTE
from features.interventions.course import ANSWERS
from features.parcels import FAR
from features.touchpoints.names import KINDS
from service.interventions.following import followed, note
from service.interventions.looking import OPENS, RECENT
from service.interventions.sweep import Sweep
from service.store.protocol import Store, Transaction

if TYPE_CHECKING:
    from features.touchpoints.known import Said

T = TypeVar("T")

TASK = "interventions"
LEASE = 2 * MINUTE
EVENTS_AT_ONCE, CUSTOMERS_AT_ONCE = 2_000, 100


class Write(Protocol):
    """Does something in a transaction and waits until it is durable."""

    def __call__(self, work: Callable[[Transaction], T], /) -> T: ...


class Turns:
    """One worker's; everything blocks and raises StoreDown. `content_of`: answer_id → what was said."""

    def __init__(self, store: Store, write: Write, content_of: Callable[[str], Said | None]) -> None:
        self._store = store
        self._write = write
        self._content_of = content_of
        self._holder = uuid4().hex
        self._until = 0
        self._place = self._reached = -1
        self._sweep = Sweep(self._open, CUSTOMERS_AT_ONCE)

    def next(self, now: int) -> list[str] | None:
        """Customers to look at; None while it is another worker's turn."""
        if not self._mine(now):
            return None
        return list(dict.fromkeys([*self._told(now), *self._sweep.next(now)]))

    def done(self) -> None:
        """They were looked at."""
        self._sweep.done()
        if self._reached != self._place:
            self._write(lambda transaction: transaction.place_task(TASK, self._reached))
        self._place = self._reached

    def _mine(self, now: int) -> bool:
        """Taken for a while, and again in time; anew where the clock jumped."""
        if now + LEASE // 2 < self._until <= now + LEASE:
            return True
        self._until = 0
        place = self._write(lambda transaction: transaction.take_task(TASK, self._holder, now, now + LEASE))
        if place is None:
            return False
        self._place, self._until = place, now + LEASE
        return True

    def _told(self, now: int) -> list[str]:
        """Whom events are about that nobody has looked at; what was told before the first turn is past.

        So is what happened long ago: a history that is brought in keeps nobody waiting.
        """
        newest = self._store.newest_sequence()  # before the others are read: nothing that comes now is missed
        if self._place < 0:
            self._reached = newest
            return []
        place = min(self._place, newest)  # numbers of erased events are given again
        told = self._store.told_after(place, KINDS | ANSWERS, EVENTS_AT_ONCE)
        last = told[-1].sequence if told else place
        self._reached = last if len(told) == EVENTS_AT_ONCE else max(newest, last)
        found = followed(told, self._content_of)
        if found.reached or found.replied:
            self._write(partial(note, found, now))
        since = now - RECENT
        return [one.customer_id for one in told if one.customer_id is not None and one.occurred_at > since]

    def _open(self, now: int) -> list[str]:
        """With something open: of the last days, and an older order whose promised day isn't long over."""
        since = now - RECENT
        promised = self._store.promised(now - FAR, since, since)
        return list(dict.fromkeys([*self._store.active(OPENS, since, now), *promised]))
