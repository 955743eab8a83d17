"""Questions about persons and the catalogue → point reads, the same inside and outside a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from operator import itemgetter

import msgspec

from features.consent import Decided
from features.events import Purposes
from features.identity import ALWAYS, FOREVER, Span
from service.store.definitions import DefinitionReads
from service.store.kinds import PARCELS, found_by, one_of
from service.store.ledger import LedgerReads
from service.store.offers import OfferReads
from service.store.parts import lately, later, parts_of
from service.store.records import CatalogueRow, Fact, Person, Window
from service.store.served import ServedReads


class _Decision(msgspec.Struct):
    purposes: Purposes


_decision = msgspec.json.Decoder(_Decision)
_DECISIONS, _DECIDED = "SELECT e.occurred_at, e.sequence, e.body", "e.kind = 'consent_updated'"


NOBODYS = Span(ALWAYS, FOREVER, None)  # a device that nobody ever signed in on
WINDOWS_AT_ONCE = 300


class SqliteReads(OfferReads, DefinitionReads, LedgerReads, ServedReads):
    """Needs nothing but `rows`."""

    def person(self, customer_id: str | None, anonymous_id: str | None, at: int) -> Person:
        device = self._device(anonymous_id, at)
        customer = customer_id or (device.customer_id if device else None)
        windows = self._windows(customer, at) if customer else []
        if device and anonymous_id and device.customer_id is None:
            windows.append(Window(anonymous_id, device.since, device.until))
        return Person(customer, tuple(windows))

    def _windows(self, customer_id: str, at: int) -> list[Window]:
        sql = "SELECT anonymous_id, since, until FROM spans WHERE customer_id = ? AND identified_at <= ?"
        return [Window(*row) for row in self.rows(sql, (customer_id, at))]

    def _device(self, anonymous_id: str | None, at: int) -> Span | None:
        if anonymous_id is None:
            return None
        span = self.latest_span(anonymous_id, at)
        return span if span.identified_at <= at else Span(span.since, FOREVER, None)

    def latest_span(self, anonymous_id: str, at: int) -> Span:
        """Whose the device was at a moment, by all that is known today."""
        sql = (
            "SELECT since, until, customer_id, identified_at FROM spans "
            "WHERE anonymous_id = ? AND since <= ? ORDER BY since DESC LIMIT 1"
        )
        found = self.rows(sql, (anonymous_id, at))
        return Span(*found[0]) if found else NOBODYS

    def strangers(self, anonymous_id: str) -> Person:
        spans = self.rows(
            "SELECT since, until, customer_id FROM spans WHERE anonymous_id = ?", (anonymous_id,)
        )
        found = spans or [(ALWAYS, FOREVER, None)]
        return Person(None, tuple(Window(anonymous_id, *span[:2]) for span in found if span[2] is None))

    def decisions(self, person: Person, until: int) -> list[Decided]:
        found = []
        if person.customer_id is not None:
            sql = f"{_DECISIONS} FROM events AS e WHERE customer_id = ? AND occurred_at <= ? AND {_DECIDED}"
            found += self.rows(sql, (person.customer_id, until))
        only_strangers = "" if person.customer_id is None else " AND e.customer_id IS NULL"
        for start in range(0, len(person.windows), WINDOWS_AT_ONCE):
            some = person.windows[start : start + WINDOWS_AT_ONCE]
            places = ", ".join(["(?, ?, ?)"] * len(some))
            sql = (
                f"{_DECISIONS} FROM (VALUES {places}) AS w CROSS JOIN events AS e "
                f"WHERE e.anonymous_id = w.column1 AND e.occurred_at BETWEEN w.column2 AND w.column3 "
                f"AND {_DECIDED}{only_strangers}"
            )
            found += self.rows(sql, [value for w in some for value in (w[0], w[1], min(w[2] - 1, until))])
        return [Decided(at, _decision.decode(body).purposes) for at, _, body in sorted(found)]

    def facts(
        self, person: Person, until: int, limit: int | None, kinds: frozenset[str] | None = None
    ) -> list[Fact]:
        most = -1 if limit is None else limit
        of_kinds = "" if kinds is None else f" AND {found_by(kinds)}"
        end = f"{of_kinds} ORDER BY occurred_at DESC, sequence DESC LIMIT {most}"
        parts = parts_of(person if limit is None else lately(person), until)
        found = []
        for where, values in parts:
            sql = f"SELECT kind, occurred_at, body FROM events WHERE {where}{end}"
            found += self.rows(sql, values)
        if len(parts) > 1:
            found.sort(key=itemgetter(1), reverse=True)
        return list(map(Fact._make, reversed(found[:limit])))

    def customers(self, until: int) -> list[str]:
        sql = (
            "SELECT DISTINCT customer_id FROM events WHERE customer_id IS NOT NULL "
            "AND occurred_at <= ? ORDER BY customer_id"
        )
        return [customer for (customer,) in self.rows(sql, (until,))]

    def devices(self) -> list[str]:
        sql = "SELECT DISTINCT anonymous_id FROM events WHERE customer_id IS NULL ORDER BY anonymous_id"
        return [device for (device,) in self.rows(sql)]

    def bodies(self, person: Person, batch: int = 1_000) -> Iterator[bytes]:
        account = [] if person.customer_id is None else [Person(person.customer_id, ())]
        alone = [*account, *(Person(None, (window,)) for window in person.windows)]
        events = (self._read_through(one, batch) for one in alone)
        for _, _, body in merge(*events, self.pages(person, batch), self.decided(person, batch)):
            yield body

    def _read_through(self, person: Person, batch: int) -> Iterator[tuple[int, int, bytes]]:
        """(occurred_at, sequence, body), each batch a read of its own: nobody waits for a slow reader."""
        place: tuple[int, int] = (ALWAYS, 0)
        while found := self._following(person, place, batch):
            yield from found
            place = found[-1][:2]

    def _following(self, person: Person, place: tuple[int, int], batch: int) -> list[tuple[int, int, bytes]]:
        """The next ones; a stretch on a device begins where the last read ended, so none is passed twice."""
        ((where, values),) = parts_of(later(person, place[0]), FOREVER)
        sql = (
            f"SELECT occurred_at, sequence, body FROM events WHERE {where} "
            f"AND (occurred_at, sequence) > (?, ?) ORDER BY occurred_at, sequence LIMIT {batch}"
        )
        return self.rows(sql, (*values, *place))

    def catalogue_revision(self) -> int:
        return int(self.rows("SELECT coalesce(max(revision), 0) FROM items")[0][0])

    def catalogue(self, after: int) -> list[CatalogueRow]:
        sql = (
            "SELECT item_id, valid_from, revision, body FROM items WHERE revision > ? "
            "ORDER BY revision, item_id, valid_from"
        )
        return [CatalogueRow(*row) for row in self.rows(sql, (after,))]

    def newest_sequence(self) -> int:
        return int(self.rows("SELECT coalesce(max(sequence), 0) FROM events")[0][0])

    def parcels(self, since: int, until: int, last: int, batch: int = 10_000) -> Iterator[Fact]:
        place = (since, 0)
        sql = (
            f"SELECT kind, occurred_at, body, sequence FROM events WHERE {one_of(PARCELS)} "
            f"AND occurred_at >= ? AND (occurred_at, sequence) > (?, ?) AND occurred_at <= ? "
            f"AND sequence <= ? ORDER BY occurred_at, sequence LIMIT {batch}"
        )
        while found := self.rows(sql, (place[0], *place, until, last)):
            yield from (Fact(*row[:3]) for row in found)
            place = (found[-1][1], found[-1][3])

    def parcels_told_late(self, until: int, after: int, last: int) -> list[Fact]:
        # by number: of what was kept since, not of all there is; + keeps the index of times out of it
        sql = (
            f"SELECT kind, occurred_at, body FROM events WHERE sequence > ? AND sequence <= ? "
            f"AND {one_of(PARCELS)} AND +occurred_at <= ? ORDER BY occurred_at, sequence"
        )
        return list(map(Fact._make, self.rows(sql, (after, last, until))))

    def origins(self) -> list[bytes]:
        return [body for (body,) in self.rows("SELECT body FROM origins ORDER BY origin")]
