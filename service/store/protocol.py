"""What a store must do, whatever the engine. `tests/service/store` holds every engine to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from features.consent import Decided
from features.identity import ALWAYS, FOREVER, Mark, Span
from service.store.keys import Key
from service.store.records import (
    Analysis,
    CatalogueRow,
    Definition,
    Fact,
    HistoryRow,
    Intervention,
    Message,
    Offer,
    Person,
    Place,
    Row,
    Served,
    Stretch,
    Told,
)

T = TypeVar("T")


class Reader(Protocol):
    """Point reads; safe from any thread."""

    def person(self, customer_id: str | None, anonymous_id: str | None, at: int) -> Person:
        """The person behind the ids at a moment: the account with all its devices' stretches.

        A device that somebody else is signed in on is left out. An anonymous id alone means the customer
        signed in on it, else the stranger since the last `sign_out`. Who signs in later isn't known yet.
        """

    def strangers(self, anonymous_id: str) -> Person:
        """All stretches in which a device was nobody's; a customer's devices belong to `person`."""

    def decisions(self, person: Person, until: int) -> list[Decided]:
        """The person's consent decisions up to a moment, oldest first.

        A stranger is also bound by what a customer decided on the same device while it was nobody's.
        """

    def facts(
        self, person: Person, until: int, limit: int | None, kinds: frozenset[str] | None = None
    ) -> list[Fact]:
        """The person's last `limit` events with `occurred_at` ≤ `until`, oldest first."""

    def customers(self, until: int) -> list[str]:
        """Ids of all customers with an event up to a moment, in order; people without an account aren't."""

    def devices(self) -> list[str]:
        """Ids of all devices with an event that names no customer, in order."""

    def bodies(self, person: Person, batch: int = 1_000) -> Iterator[bytes]:
        """Every event, logged page and decision of the person, each once, oldest first, as JSON.

        In batches, so a million are not too many.
        """

    def catalogue_revision(self) -> int:
        """The newest revision, 0 while the catalogue was never written; one indexed read."""

    def catalogue(self, after: int) -> list[CatalogueRow]:
        """What changed in the catalogue after a revision, in order."""

    def offers(self, item_ids: Collection[str], since: int, until: int) -> dict[str, list[Offer]]:
        """Item → what it cost and whether it could be bought in a stretch of time, oldest first.

        The first is what held at `since`, where that is known; then all changes up to `until`. One indexed
        read for a handful of items; those nobody ever sold are left out.
        """

    def origins(self) -> list[bytes]:
        """All origins as JSON."""

    def newest_sequence(self) -> int:
        """The number of the event that was kept last, 0 without any; one indexed read."""

    def parcels(self, since: int, until: int, last: int, batch: int = 10_000) -> Iterator[Fact]:
        """What was told of orders and shipments in [since, until], of events up to a number.

        In order of time, each batch a read of its own.
        """

    def parcels_told_late(self, until: int, after: int, last: int) -> list[Fact]:
        """What was told of them after one number up to another, of a time up to a moment already passed."""

    def door_keys(self) -> list[Key]:
        """All keys of the doors, also expired and revoked ones, oldest first."""

    def definition(self, kind: str, name: str) -> Definition | None:
        """The newest version of what was defined under a name."""

    def definition_versions(self, kind: str, name: str) -> list[Definition]:
        """All its versions, newest first."""

    def definitions(self, kind: str) -> list[Definition]:
        """The newest version of each name, in order of the names."""

    def definitions_revision(self) -> int:
        """Another number whenever anything was defined since, 0 before; one indexed read."""

    def first_unit(self, person: Person, until: int) -> str | None:
        """The unit as which the person was first served a page of an experiment, up to a moment."""

    def told_after(self, sequence: int, kinds: frozenset[str], most: int) -> list[Told]:
        """Up to `most` events of these kinds after a number, in order."""

    def active(self, kinds: frozenset[str], since: int, until: int) -> list[str]:
        """Customers with an event of these kinds in [since, until], in order; reads all of that time."""

    def promised(self, since: int, until: int, day: int) -> list[str]:
        """Customers with an order of [since, until) promised for the day of a moment or later, in order.

        Also where it is there by now; reads all orders of that time.
        """

    def intervention(self, intervention_id: str) -> Intervention | None:
        """One decision."""

    def interventions_of(self, customer_id: str, since: int) -> list[Intervention]:
        """What was decided for a customer since a moment, oldest first."""

    def interventions_waiting(self, most: int) -> list[Intervention]:
        """What waits for somebody's approval, oldest first."""

    def approvals_overdue(self, before: int) -> bool:
        """Does anything that isn't owed wait for approval, decided before a moment."""

    def decided_customers(self) -> list[str]:
        """Ids of all customers for whom anything was decided, in order."""

    def spent(self, since: int, until: int) -> float:
        """What goodwill costs, decided in [since, until) and not declined, refused or failed."""

    def unsent(self, *, owed: bool | None = None) -> tuple[int, int]:
        """How many messages are still to be sent, and since when the oldest is due (0: none), tried or not.

        Of all, or of one lane: what is owed, or what isn't.
        """

    def given_up(self, since: int) -> int:
        """How many messages nobody took, given up since a moment; reads all that are kept."""

    def first_device(self, customer_id: str, until: int) -> str | None:
        """The device that the customer signed in on first, up to a moment."""

    def analysis(self, name: str) -> Analysis | None:
        """The last analysis of an experiment."""

    def analyses(self) -> list[Analysis]:
        """The last analysis of each experiment, in order of the names."""


class Transaction(Reader, Protocol):
    """Reads and writes that happen together or not at all."""

    def insert(self, rows: Sequence[Row]) -> list[bool]:
        """Keep events; False where the event_id (also earlier in `rows`) is already there."""

    def known(self, event_id: str) -> bool:
        """Is an event with this id kept."""

    def anybody_decided(self) -> bool:
        """Has anybody ever decided about consent; a shop without decisions needs no look-ups."""

    def marks(self, anonymous_id: str, since: int = ALWAYS, until: int = FOREVER) -> list[Mark]:
        """All `identify` and `sign_out` of a device from a moment up to another."""

    def span(self, anonymous_id: str, at: int) -> Span:
        """Whose the device was at a moment, by all that is known today."""

    def span_after(self, anonymous_id: str, at: int, steps: int) -> int:
        """Where the stretch that is so many after the moment begins, FOREVER if there is none."""

    def set_spans(self, anonymous_id: str, spans: Sequence[Span]) -> list[Span]:
        """Replace what is known of whose the device was in the time of these; returns the new ones."""

    def delete(self, person: Person, kinds: frozenset[str], before: int = FOREVER) -> int:
        """Delete the person's events of these kinds that occurred before a moment; returns how many."""

    def take_away(
        self,
        person: Person,
        spared: frozenset[str] = frozenset(),
        before: int = FOREVER,
        most: int | None = None,
    ) -> dict[str, int]:
        """Delete up to `most` of the person's events, logged pages and decisions before a moment.

        Not events of `spared` kinds. Returns how many of each kind; a page is a `page_served`, a decision an
        `intervention_decided`.
        """

    def take_served(self, person: Person, before: int = FOREVER, most: int | None = None) -> int:
        """Delete up to `most` of the person's logged pages before a moment; returns how many."""

    def take_old_served(self, before: int, most: int) -> int:
        """Delete up to `most` logged pages from before a moment, oldest first; returns how many."""

    def take_old(
        self, after: Place, before: int, spared: frozenset[str], most: int
    ) -> tuple[int, Place | None]:
        """Look at `most` events after a place and before a moment, delete those not of the `spared` kinds.

        Returns how many were deleted, and where to go on; None at the end.
        """

    def secret(self, name: str) -> bytes:
        """32 random bytes that only this store knows, made when they are first asked for."""

    def anybody_erased(self) -> bool:
        """Was anybody ever erased; where nobody was, no event needs a look-up."""

    def forget(self, digest: bytes, stretch: Stretch) -> None:
        """Remember that what belongs to a digest was erased for a stretch of time."""

    def forgotten(self, digest: bytes) -> list[Stretch]:
        """The stretches that were erased, oldest first."""

    def has_item(self, item_id: str) -> bool:
        """Has the catalogue any version of the item."""

    def put_items(self, items: Sequence[tuple[str, int, bytes | None]], now: int) -> int:
        """Upsert (item_id, valid_from, body), None deletes all its versions; returns the newest revision.

        An item that holds at all times has `valid_from` ALWAYS. What is already so makes no new revision.
        A changed price or buyability is kept for `offers`: since `valid_from`, without one since `now`.
        """

    def take_old_offers(self, after: str, before: int, most: int) -> tuple[int, str | None]:
        """Look at `most` items after a name, delete the offers that had ended before a moment.

        Returns how many were deleted, and the name to go on from; None at the end.
        """

    def put_origins(self, origins: Sequence[tuple[str, bytes]]) -> None:
        """Upsert (origin, body)."""

    def put_key(self, key: Key) -> None:
        """Keep a new key."""

    def revoke_key(self, key_id: str, at: int) -> bool:
        """The key is revoked since `at`, or since earlier; False where there is no such key."""

    def use_key(self, key_id: str, at: int) -> None:
        """The key was used at a moment, or later."""

    def put_definition(self, kind: str, name: str, body: bytes, at: int, by: str) -> int:
        """Keep a new version of what is defined under a name; returns its number, 1 for the first."""

    def log_served(self, rows: Sequence[Served]) -> None:
        """Keep which pages were served to whom in experiments."""

    def put_analysis(self, name: str, computed_at: int, body: bytes) -> None:
        """Replace the analysis of an experiment."""

    def put_intervention(self, decided: Intervention) -> bool:
        """Keep a decision; False where there is one of this id already."""

    def move_intervention(self, intervention_id: str, before: str, state: str, at: int, by: str) -> bool:
        """From one state to another; False where it isn't in that state (any more)."""

    def put_message(self, message: Message) -> None:
        """Keep something to be sent; one of the same id stays as it is."""

    def lapse_interventions(self, before: int, at: int, by: str) -> int:
        """What was decided before a moment, isn't owed and still waits for approval has lapsed; returns how
        many.
        """

    def claim_messages(self, now: int, again: int, most: int, *, owed: bool) -> list[Message]:
        """Up to `most` due messages of a lane; due again at `again`, should nothing follow.

        One that is due in more than two days counts as due: a clock that ran ahead put it off.
        """

    def delay_message(self, message_id: str, due_at: int, tries: int = 1) -> None:
        """It was tried and wasn't taken, or (no `tries`) isn't to go out before. Only now does the try count:
        whoever is killed before it could send costs none.
        """

    def end_message(self, message_id: str, at: int, outcome: str) -> None:
        """It was taken (`sent`), or nobody will try any more (`failed`)."""

    def take_task(self, name: str, holder: str, now: int, until: int) -> int | None:
        """The work is this holder's until a moment; how far it has come, -1: never begun.

        None where somebody else has it; not where they would have it for twice as long as anybody may ask
        for: their clock ran ahead.
        """

    def place_task(self, name: str, place: int) -> None:
        """How far the work has come."""

    def forget_interventions(
        self, customer_id: str | None, before: int = FOREVER, most: int | None = None
    ) -> int:
        """Delete up to `most` decisions of a customer (None: of all) from before a moment, oldest first.

        Their messages go, too, sent or not. Returns how many decisions.
        """

    def piece(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` so that its failure undoes only itself."""


class Store(Reader, Protocol):
    """One shop's facts."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A write transaction, durable when the block ends, undone when it raises.

        Raises StoreDown when the store is locked for too long, full or gone.
        """

    def history(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[HistoryRow]]:
        """All events in [since, until], oldest first, with the person each belongs to, in batches.

        Who signed in on a device only after `until` isn't known.
        """

    def served(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[Served]]:
        """Pages served in experiments in [since, until], oldest first, with the person each belongs to.

        In batches. As in `history`, who signed in on a device only after `until` isn't known.
        """

    def interventions(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[Intervention]]:
        """What was decided in [since, until), oldest first, in batches."""

    def summary(self) -> dict[str, int]:
        """Counts of everything: events, items. Reads the whole store."""

    def newest_event(self) -> int:
        """The moment of the newest event in microseconds, 0 without any; one indexed read."""

    def settle(self) -> bool:
        """Empty the write-ahead log, in which deleted events still stand; False while others read or write.

        Waits for them a second at most.
        """

    def rewrite(self) -> bool:
        """Leave nothing of deleted events anywhere; where none were deleted since, nothing is done.

        Writers wait meanwhile. False where `settle` says so. Raises StoreDown where there is no space for it.
        """

    def probe(self) -> None:
        """Raises StoreDown, StoreRefused where the store is gone or can't be read; always cheap."""

    def check(self, most: int | None = None) -> str | None:
        """What is wrong with the store and the mend; None: nothing, or it is larger than `most` bytes."""

    def close(self) -> None:
        """Let go of every connection."""
