"""One file → connections to it: idle ones for readers, one for whose turn it is to write."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from features.errors import StoreDown
from service.store.failures import failure, told

PATIENCE = 5.0  # seconds to wait for a lock before the store counts as down
READER_CACHE = 8_000  # KiB
WRITER_CACHE = 64_000


class Connections:
    """Safe from any thread; several processes may have the file open."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._idle: deque[sqlite3.Connection] = deque()
        self._writer: sqlite3.Connection | None = None
        self._writing = threading.Lock()
        self._closed = False
        with told(path):
            self._file = path.stat().st_ino

    def take(self) -> sqlite3.Connection:
        """An idle connection for reads, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self.fresh(READER_CACHE)

    def give_back(self, connection: sqlite3.Connection) -> None:
        """It is idle again."""
        self._idle.append(connection)
        if self._closed:
            self._close_idle()

    @contextmanager
    def turn(self) -> Iterator[sqlite3.Connection]:
        """The writing connection in a transaction: committed when the block ends, undone when it raises."""
        if not self._writing.acquire(timeout=self._patience):
            raise StoreDown(f"the store {self.path} is busy with another write; try again")
        try:
            connection = self._begun()
            try:
                yield connection
                with told(self.path):
                    connection.execute("COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise
        finally:
            self._writing.release()

    def _begun(self) -> sqlite3.Connection:
        self.still_there()
        with told(self.path):
            self._writer = self._writer or self.fresh(WRITER_CACHE)
            self._writer.execute("BEGIN IMMEDIATE")
            return self._writer

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._writer = None
            with suppress(sqlite3.Error):
                connection.close()

    def still_there(self) -> None:
        """Writing to a file that was moved away would lose what we acknowledge."""
        try:
            same = self.path.stat().st_ino == self._file
        except OSError:
            same = False
        if not same:
            raise StoreDown(f"the store {self.path} was moved or replaced; put it back or restart")

    def fresh(self, cache: int) -> sqlite3.Connection:
        """A new connection with so much cache (KiB), which whoever asked for it closes or gives back."""
        if self._closed:
            raise StoreDown(f"the store {self.path} was closed; open it again")
        connection = sqlite3.connect(
            f"file:{_quoted(self.path)}?mode=rw",
            uri=True,
            timeout=self._patience,
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
        """What is idle now, the writer after its turn, and what is still being read when it is given back."""
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
