"""Pieces of work from many requests → one transaction, one fsync; each is answered when it is durable."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from features.errors import StoreDown
from service import observe
from service.ingest.group import Group, Piece, of_store
from service.store.protocol import Store, Transaction

T = TypeVar("T")

CAPACITY = 1_000  # waiting pieces
GROUP_SECONDS = 0.05  # a transaction takes in new pieces only so long: others wait for it


class Writer:
    """The one writing thread of a process."""

    def __init__(self, store: Store, capacity: int = CAPACITY) -> None:
        self._store = store
        self._waiting: queue.Queue[Piece[Any] | None] = queue.Queue(capacity)
        self._gate = threading.Lock()
        self._open = True
        self._down = False
        self._thread = threading.Thread(target=self._run, name="zuvor-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        """Do `work` in a write transaction soon; the future resolves when it is durable.

        Raises StoreDown when too much is waiting or the writer was stopped; so does the future when the
        store doesn't answer, and StoreRefused when it is damaged. Any other error of `work` undoes and fails
        only its own piece.
        """
        future: Future[T] = Future()
        with self._gate:
            if not self._open:
                raise StoreDown("the service is stopping; try again")
            try:
                self._waiting.put_nowait(Piece(work, future))
            except queue.Full:
                raise StoreDown("too many writes are waiting; try again") from None
        return future

    def close(self) -> None:
        """Finish what was accepted, then stop."""
        with self._gate:
            first, self._open = self._open, False
        if first:
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while piece := self._waiting.get():
            if not self._commit(piece):
                return

    def _commit(self, first: Piece[Any]) -> bool:
        """One transaction for everything that waits; False when the end of the queue was reached."""
        group = Group()
        following: Piece[Any] | None = first
        group.take(first)
        try:
            with self._store.write() as transaction:
                enough = time.monotonic() + GROUP_SECONDS
                while following:
                    group.run(following, transaction)
                    if time.monotonic() > enough or self._waiting.empty():
                        break
                    if following := self._waiting.get():
                        group.take(following)
        except BaseException as error:  # the thread must outlive whatever a store raises
            more = following is not None and self._take_waiting(group)
            group.fail(error)
            self._tell(error)
            return more
        group.answer()
        self._tell(None)
        return following is not None

    def _take_waiting(self, group: Group) -> bool:
        """Nobody waits for the same lock one after the other; False when the end of the queue was reached."""
        for _ in range(self._waiting.qsize()):
            piece = self._waiting.get()
            if piece is None:
                return False
            group.take(piece)
        return True

    def _tell(self, down: BaseException | None) -> None:
        """One line when writing begins to fail, one when it works again."""
        if down and not self._down:
            observe.log().error("events are refused", why=str(of_store(down)))
        elif self._down and not down:
            observe.log().info("events are kept again")
        self._down = down is not None
