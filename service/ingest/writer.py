"""Pieces of work from many requests → one transaction, one fsync; each is answered when it is durable."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, NamedTuple, TypeVar

from features.errors import StoreDown, StoreRefused
from service.store.protocol import Store, Transaction

T = TypeVar("T")

CAPACITY = 1_000  # waiting pieces
GROUP_SECONDS = 0.05  # a transaction takes in new pieces only so long: others wait for it


class _Piece(NamedTuple, Generic[T]):
    work: Callable[[Transaction], T]
    future: Future[T]


class Writer:
    """The one writing thread of a process."""

    def __init__(self, store: Store, capacity: int = CAPACITY) -> None:
        self._store = store
        self._waiting: queue.Queue[_Piece[Any] | None] = queue.Queue(capacity)
        self._gate = threading.Lock()
        self._open = True
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
                self._waiting.put_nowait(_Piece(work, future))
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

    def _commit(self, first: _Piece[Any]) -> bool:
        """One transaction for everything that waits; False when the end of the queue was reached."""
        group = _Group()
        following: _Piece[Any] | None = first
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
            group.fail(error)
            return following is not None and self._refuse_waiting(error)
        group.answer()
        return following is not None

    def _refuse_waiting(self, error: BaseException) -> bool:
        """Who waits hears it now, instead of waiting for the same lock one after the other."""
        group = _Group()
        while not self._waiting.empty():
            piece = self._waiting.get()
            if piece is None:
                group.fail(error)
                return False
            group.take(piece)
        group.fail(error)
        return True


class _Group:
    """Pieces whose commit is awaited, and what their work gave."""

    def __init__(self) -> None:
        self._taken: dict[Future[Any], Any] = {}

    def take(self, piece: _Piece[Any]) -> None:
        """From here on the piece can't be cancelled any more and will be answered."""
        if piece.future.set_running_or_notify_cancel():
            self._taken[piece.future] = None

    def run(self, piece: _Piece[Any], transaction: Transaction) -> None:
        """Do a piece's work; what is wrong with the store ends the whole group, anything else the piece."""
        if piece.future not in self._taken:
            return
        try:
            self._taken[piece.future] = transaction.piece(piece.work)
        except (StoreDown, StoreRefused):
            raise
        except Exception as error:
            del self._taken[piece.future]
            piece.future.set_exception(error)

    def answer(self) -> None:
        for future, answer in self._taken.items():
            future.set_result(answer)

    def fail(self, error: BaseException) -> None:
        """Nothing of the group is durable: everybody hears what is wrong with the store."""
        known = isinstance(error, StoreDown | StoreRefused)
        told = error if known else StoreDown(f"the store failed ({error}); try again")
        for future in self._taken:
            future.set_exception(told)
