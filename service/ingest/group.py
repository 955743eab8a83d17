"""Pieces of work that share a transaction → an answer for each, or for all what is wrong with the store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, NamedTuple, TypeVar

from features.errors import StoreDown, StoreRefused, ZuvorError
from service.store.protocol import Transaction

T = TypeVar("T")


class Piece(NamedTuple, Generic[T]):
    """What to do in a transaction, and who waits for it."""

    work: Callable[[Transaction], T]
    future: Future[T]


class Group:
    """Pieces whose commit is awaited, and what their work gave."""

    def __init__(self) -> None:
        self._taken: dict[Future[Any], Any] = {}

    def take(self, piece: Piece[Any]) -> None:
        """From here on the piece can't be cancelled any more and will be answered."""
        if piece.future.set_running_or_notify_cancel():
            self._taken[piece.future] = None

    def run(self, piece: Piece[Any], transaction: Transaction) -> None:
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
        for future in self._taken:
            future.set_exception(of_store(error))


def of_store(error: BaseException) -> ZuvorError:
    """What is wrong with the store; the unforeseen without its text, which may name somebody."""
    if isinstance(error, StoreDown | StoreRefused):
        return error
    return StoreDown(f"the store failed ({type(error).__name__}); try again")
