"""One file → a store: reads on idle connections, writes one after the other, history in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from features.errors import StoreDown, StoreRefused, ZuvorError
from service.store.compacting import rewritten, settled
from service.store.connections import PATIENCE, READER_CACHE, WRITER_CACHE, Connections
from service.store.failures import damaged, failure, told
from service.store.interventions import INTERVENTIONS, intervention_of
from service.store.protocol import Transaction
from service.store.reads import SqliteReads
from service.store.records import HistoryRow, Intervention, Served
from service.store.served import SERVED
from service.store.writes import SqliteTransaction

_HISTORY = (
    "SELECT coalesce(e.customer_id, s.customer_id), e.anonymous_id, e.kind, e.occurred_at, e.body "
    "FROM events AS e LEFT JOIN spans AS s ON e.customer_id IS NULL AND s.anonymous_id = e.anonymous_id "
    "AND s.since = (SELECT max(since) FROM spans WHERE anonymous_id = e.anonymous_id "
    "AND since <= e.occurred_at) AND s.identified_at <= :until "
    "WHERE e.occurred_at BETWEEN :since AND :until ORDER BY e.occurred_at, e.sequence"
)
_SUMMARY = (
    "SELECT (SELECT count(*) FROM events), (SELECT count(DISTINCT item_id) FROM items WHERE body IS NOT NULL)"
)


class SqliteStore(SqliteReads):
    """The embedded store. `patience`: seconds to wait for a lock before it counts as down."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._connections = Connections(path, patience)
        self._damage: StoreRefused | None = None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        connection = self._connections.take()
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._remembered(failure(error, self.path)) from error
        finally:
            self._connections.give_back(connection)

    def _remembered(self, error: ZuvorError) -> ZuvorError:
        """Once damage was met nothing is written any more and the probe fails, whatever can still be read."""
        if isinstance(error, StoreRefused):
            self._damage = error
        return error

    def _refuse_damaged(self) -> None:
        if self._damage:
            raise StoreRefused(str(self._damage))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        try:
            with self._connections.turn() as connection:
                self._refuse_damaged()
                yield SqliteTransaction(connection, self.path)
        except StoreRefused as error:
            self._remembered(error)
            raise

    def history(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[HistoryRow]]:
        with told(self.path), closing(self._connections.fresh(WRITER_CACHE)) as connection:
            found = connection.execute(_HISTORY, {"since": since, "until": until})
            while rows := found.fetchmany(batch):
                yield [HistoryRow._make(row) for row in rows]

    def served(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[Served]]:
        with told(self.path), closing(self._connections.fresh(WRITER_CACHE)) as connection:
            found = connection.execute(SERVED, {"since": since, "until": until})
            while rows := found.fetchmany(batch):
                yield [Served._make(row) for row in rows]

    def interventions(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[Intervention]]:
        with told(self.path), closing(self._connections.fresh(WRITER_CACHE)) as connection:
            found = connection.execute(INTERVENTIONS, (since, until))
            while rows := found.fetchmany(batch):
                yield [intervention_of(row) for row in rows]

    def summary(self) -> dict[str, int]:
        return dict(zip(("events", "items"), self.rows(_SUMMARY)[0], strict=True))

    def newest_event(self) -> int:
        return int(self.rows("SELECT coalesce(max(occurred_at), 0) FROM events")[0][0])

    def settle(self) -> bool:
        with told(self.path), closing(self._connections.fresh(READER_CACHE)) as connection:
            return settled(connection)

    def rewrite(self) -> bool:
        with told(self.path), closing(self._connections.fresh(WRITER_CACHE)) as connection:
            rewritten(connection)
            return settled(connection)

    def probe(self) -> None:
        self._refuse_damaged()
        self._connections.still_there()
        self.catalogue_revision()
        self.rows("SELECT * FROM events ORDER BY occurred_at DESC LIMIT 1")

    def check(self, most: int | None = None) -> str | None:
        try:
            self._connections.still_there()
            if most is not None and self.path.stat().st_size > most:
                return None
            found = self.rows("PRAGMA quick_check(1)")[0][0]
        except StoreDown as error:
            return str(error)
        except Exception as error:  # whatever it is, a self-test reports it
            return str(error)
        return None if found == "ok" else str(damaged(self.path, found))

    def close(self) -> None:
        self._connections.close()
