"""A transaction of the SQLite store: reads that see its own writes, and the writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from features.errors import StoreDown
from features.identity import ALWAYS, FOREVER, Mark, Span
from service.store.definitions import DefinitionWrites
from service.store.failures import failure, told
from service.store.forgetting import Forgetting
from service.store.interventions import InterventionWrites
from service.store.keys import KeyWrites
from service.store.kinds import MARKS, one_of
from service.store.offers import OfferWrites
from service.store.parts import parts_of
from service.store.protocol import Transaction
from service.store.reads import NOBODYS
from service.store.records import Person, Row
from service.store.served import ServedWrites

T = TypeVar("T")

DELETED = ALWAYS - 1  # the place of a deleted item's row: before every version there can be

_KEEP = (
    "INSERT INTO events (event_id, kind, occurred_at, received_at, customer_id, anonymous_id, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING"
)
_PUT_ITEM = (
    "INSERT INTO items (item_id, valid_from, revision, body) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (item_id, valid_from) DO UPDATE SET revision = excluded.revision, body = excluded.body "
    "WHERE items.body IS NOT excluded.body OR EXISTS (SELECT 1 FROM items AS later "
    "WHERE later.item_id = excluded.item_id AND later.revision > items.revision) RETURNING 1"
)
_PUT_ORIGIN = (
    "INSERT INTO origins (origin, body) VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET body = excluded.body"
)
_TAKE_SPANS = (
    "DELETE FROM spans WHERE anonymous_id = ? AND since >= ? AND since < ? "
    "RETURNING since, until, customer_id, identified_at"
)
_PUT_SPAN = (
    "INSERT INTO spans (anonymous_id, since, until, customer_id, identified_at) VALUES (?, ?, ?, ?, ?)"
)


class SqliteTransaction(
    Forgetting, KeyWrites, OfferWrites, DefinitionWrites, InterventionWrites, ServedWrites
):
    """Lives from BEGIN to COMMIT on the writing connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise failure(error, self._path) from error

    def insert(self, rows: Sequence[Row]) -> list[bool]:
        execute = self._connection.execute
        with told(self._path):
            return [execute(_KEEP, row).rowcount == 1 for row in rows]

    def known(self, event_id: str) -> bool:
        return bool(self.rows("SELECT 1 FROM events WHERE event_id = ?", (event_id,)))

    def anybody_decided(self) -> bool:
        return bool(self.rows("SELECT 1 FROM events WHERE kind = 'consent_updated' LIMIT 1"))

    def marks(self, anonymous_id: str, since: int = ALWAYS, until: int = FOREVER) -> list[Mark]:
        sql = (
            "SELECT occurred_at, CASE kind WHEN 'identify' THEN customer_id END FROM events "
            f"WHERE anonymous_id = ? AND occurred_at BETWEEN ? AND ? AND {one_of(MARKS)} "
            "ORDER BY occurred_at, sequence"
        )
        return [Mark(*row) for row in self.rows(sql, (anonymous_id, since, until))]

    def span(self, anonymous_id: str, at: int) -> Span:
        return self.latest_span(anonymous_id, at)

    def span_after(self, anonymous_id: str, at: int, steps: int) -> int:
        sql = "SELECT since FROM spans WHERE anonymous_id = ? AND since > ? ORDER BY since LIMIT 1 OFFSET ?"
        found = self.rows(sql, (anonymous_id, at, steps - 1))
        return int(found[0][0]) if found else FOREVER

    def set_spans(self, anonymous_id: str, spans: Sequence[Span]) -> list[Span]:
        first, until = (spans[0].since, spans[-1].until) if spans else (ALWAYS, FOREVER)
        before = {Span(*row) for row in self.rows(_TAKE_SPANS, (anonymous_id, first, until))} or {NOBODYS}
        if (first, until) != (ALWAYS, FOREVER) or any(span.customer_id for span in spans):
            self.many(_PUT_SPAN, [(anonymous_id, *span) for span in spans])
        return [span for span in spans if span not in before]

    def delete(self, person: Person, kinds: frozenset[str], before: int = FOREVER) -> int:
        wanted = ", ".join("?" * len(kinds))
        deleted = 0
        with told(self._path):
            for where, values in parts_of(person, before - 1):
                sql = f"DELETE FROM events WHERE {where} AND kind IN ({wanted})"
                deleted += self._connection.execute(sql, (*values, *sorted(kinds))).rowcount
        self.deleted(deleted)
        return deleted

    def has_item(self, item_id: str) -> bool:
        return bool(
            self.rows("SELECT 1 FROM items WHERE item_id = ? AND body IS NOT NULL LIMIT 1", (item_id,))
        )

    def put_items(self, items: Sequence[tuple[str, int, bytes | None]], now: int) -> int:
        revision = self.catalogue_revision() + 1
        changed = []
        for item_id, valid_from, body in items:
            if body is None:
                self.rows("DELETE FROM items WHERE item_id = ?", (item_id,))
            place = DELETED if body is None else valid_from
            if self.rows(_PUT_ITEM, (item_id, place, revision, body)):
                changed.append((item_id, place, body))
        self.offered(changed, now)
        return self.catalogue_revision()

    def put_origins(self, origins: Sequence[tuple[str, bytes]]) -> None:
        self.many(_PUT_ORIGIN, origins)

    def many(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        with told(self._path):
            self._connection.executemany(sql, values)

    def piece(self, work: Callable[[Transaction], T]) -> T:
        self.rows("SAVEPOINT piece")
        try:
            done = work(self)
        except BaseException:
            self._undo_piece()
            raise
        self.rows("RELEASE piece")
        return done

    def _undo_piece(self) -> None:
        # A full disk can make SQLite undo the whole transaction; what follows must not run outside of one.
        if not self._connection.in_transaction:
            raise StoreDown(f"the store {self._path} gave up the transaction; try again")
        self.rows("ROLLBACK TO piece")
        self.rows("RELEASE piece")
