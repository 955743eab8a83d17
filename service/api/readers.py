"""Blocking reads for pages → found in time, or StoreLate; a store that hangs holds nobody up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from features.errors import StoreDown, StoreLate
from service import observe

T = TypeVar("T")

THREADS = 4  # a read takes a fraction of a millisecond; more threads only compete for the interpreter


class Readers:
    """A few threads. Used on the event loop's thread."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, "page-read")
        self._threads = threads
        self._stuck = 0
        self._down = False

    @property
    def down(self) -> bool:
        """Does the store not answer at all: every thread hangs, or the last read failed."""
        return self._down or self._stuck >= self._threads

    async def read(self, work: Callable[[], T], seconds: float) -> T:
        """What `work` gives. Raises StoreLate after so long, at once where every thread hangs already."""
        if self._stuck >= self._threads or seconds <= 0:
            raise StoreLate("the store takes too long; try again")
        future = self._pool.submit(work)
        waiting = asyncio.wrap_future(future)
        try:
            found = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            self._give_up(future)
            raise StoreLate("the store takes too long; try again") from None
        except StoreDown:
            self._down = True
            raise
        self._down = False
        return found

    def _give_up(self, future: Future[Any]) -> None:
        """Nobody waits for it any more; a read that has begun can't be stopped and keeps its thread."""
        observe.READS_GIVEN_UP.inc()
        if not future.cancel() and not future.done():
            self._stuck += 1
            loop = asyncio.get_running_loop()
            future.add_done_callback(lambda done: loop.call_soon_threadsafe(self._free, done))

    def _free(self, done: Future[Any]) -> None:
        self._stuck -= 1
        self._down = isinstance(done.exception(), StoreDown)

    def close(self) -> None:
        """Wait for what is being read."""
        self._pool.shutdown(cancel_futures=True)
