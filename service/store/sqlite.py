"""One file → a store: a pool of reading connections, one writing connection, history in batches."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from features.errors import StoreDown, StoreRefused, ZuvorError
from service.store.compacting import rewritten, settled
from service.store.failures import damaged, failure, told
from service.store.protocol import HistoryRow, Transaction
from service.store.reads import SqliteReads
from service.store.writes import SqliteTransaction

PATIENCE = 5.0  # seconds to wait for a lock before the store counts as down
READER_CACHE = 8_000  # KiB
WRITER_CACHE = 64_000

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
    """The embedded store; safe from any thread, several processes may have it open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._writer: sqlite3.Connection | None = None
        self._writing = threading.Lock()
        self._closed = False
        self._damage: StoreRefused | None = None
        with told(path):
            self._file = path.stat().st_ino

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        connection = self._reader()
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._remembered(failure(error, self.path)) from error
        finally:
            self._give_back(connection)

    def _remembered(self, error: ZuvorError) -> ZuvorError:
        """Once damage was met nothing is written any more and the probe fails, whatever can still be read."""
        if isinstance(error, StoreRefused):
            self._damage = error
        return error

    def _refuse_damaged(self) -> None:
        if self._damage:
            raise StoreRefused(str(self._damage))

    def _reader(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect(READER_CACHE)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        self._idle.append(connection)
        if self._closed:
            self._close_idle()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        if not self._writing.acquire(timeout=PATIENCE):
            raise StoreDown(f"the store {self.path} is busy with another write; try again")
        try:
            connection = self._begin()
            try:
                yield SqliteTransaction(connection, self.path)
                with told(self.path):
                    connection.execute("COMMIT")
            except BaseException as error:
                if isinstance(error, StoreRefused):
                    self._remembered(error)
                self._roll_back(connection)
                raise
        finally:
            self._writing.release()

    def _begin(self) -> sqlite3.Connection:
        self._refuse_damaged()
        self._still_there()
        with told(self.path):
            self._writer = self._writer or self._connect(WRITER_CACHE)
            self._writer.execute("BEGIN IMMEDIATE")
            return self._writer

    def _still_there(self) -> None:
        """Writing to a file that was moved away would lose what we acknowledge."""
        try:
            same = self.path.stat().st_ino == self._file
        except OSError:
            same = False
        if not same:
            raise StoreDown(f"the store {self.path} was moved or replaced; put it back or restart")

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._writer = None
            with suppress(sqlite3.Error):
                connection.close()

    def history(self, since: int, until: int, batch: int = 50_000) -> Iterator[list[HistoryRow]]:
        with told(self.path), closing(self._connect(WRITER_CACHE)) as connection:
            found = connection.execute(_HISTORY, {"since": since, "until": until})
            while rows := found.fetchmany(batch):
                yield [HistoryRow._make(row) for row in rows]

    def summary(self) -> dict[str, int]:
        return dict(zip(("events", "items"), self.rows(_SUMMARY)[0], strict=True))

    def newest_event(self) -> int:
        return int(self.rows("SELECT coalesce(max(occurred_at), 0) FROM events")[0][0])

    def settle(self) -> bool:
        with told(self.path), closing(self._connect(READER_CACHE)) as connection:
            return settled(connection)

    def rewrite(self) -> bool:
        with told(self.path), closing(self._connect(WRITER_CACHE)) as connection:
            rewritten(connection)
            return settled(connection)

    def probe(self) -> None:
        self._refuse_damaged()
        self._still_there()
        self.catalogue_revision()
        self.rows("SELECT * FROM events ORDER BY occurred_at DESC LIMIT 1")

    def check(self, most: int | None = None) -> str | None:
        try:
            self._still_there()
            if most is not None and self.path.stat().st_size > most:
                return None
            found = self.rows("PRAGMA quick_check(1)")[0][0]
        except StoreDown as error:
            return str(error)
        except Exception as error:  # whatever it is, a self-test reports it
            return str(error)
        return None if found == "ok" else str(damaged(self.path, found))

    def _connect(self, cache: int) -> sqlite3.Connection:
        if self._closed:
            raise StoreDown(f"the store {self.path} was closed; open it again")
        connection = sqlite3.connect(
            f"file:{_quoted(self.path)}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in ("synchronous = FULL", "secure_delete = ON", f"cache_size = -{cache}"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            connection.close()
            raise failure(error, self.path) from error
        return connection

    def close(self) -> None:
        self._closed = True
        self._close_idle()
        with self._writing:
            if self._writer:
                self._writer.close()
                self._writer = None

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
