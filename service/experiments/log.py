"""Pages served in experiments → the ranking log, in batches behind the answers; a crash loses what waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from features.errors import StoreDown, StoreRefused
from service import observe
from service.ingest.ranking_log import log_served
from service.store.protocol import Transaction
from service.store.records import Served

Submit = Callable[[Callable[[Transaction], int]], "Future[int]"]

MOST = 20_000  # rows that wait while the store is down, some 10 MB
AT_ONCE = 200  # rows of one piece of work: a few milliseconds in which an event waits


class RankingLog:
    """One worker's. `add` on the event loop's thread; `flush` hands over, and what fails waits again."""

    def __init__(self, submit: Submit, *, consent_granted: bool) -> None:
        self._submit = submit
        self._default = consent_granted
        self._waiting: deque[Served] = deque()

    def add(self, row: Served) -> None:
        """Keep a row until the next flush, or count that there was no room."""
        if len(self._waiting) < MOST:
            self._waiting.append(row)
        else:
            observe.RANKING_LOG_LOST.inc()

    def flush(self) -> None:
        """Hand over everything that waits to whoever writes."""
        for _ in range(0, len(self._waiting), AT_ONCE):
            rows = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            work = partial(log_served, rows=rows, consent_granted=self._default)
            try:
                self._submit(work).add_done_callback(partial(self._done, rows))
            except StoreDown:
                self._again(rows)
                return

    def close(self) -> None:
        """When nobody writes any more: what still waits is lost, which is counted and told."""
        if self._waiting:
            observe.RANKING_LOG_LOST.inc(len(self._waiting))
            observe.log().error("ranking log lost, the store was down at the end", rows=len(self._waiting))
            self._waiting.clear()

    def _done(self, rows: list[Served], done: Future[int]) -> None:
        error = done.exception()
        if isinstance(error, StoreDown | StoreRefused):
            self._again(rows)
        elif error is not None:
            observe.RANKING_LOG_LOST.inc(len(rows))
            observe.log().error("ranking log not written", rows=len(rows), **observe.where(error))
        else:
            observe.RANKING_LOGGED.inc(done.result())

    def _again(self, rows: list[Served]) -> None:
        room = max(MOST - len(self._waiting), 0)
        self._waiting.extendleft(reversed(rows[:room]))
        observe.RANKING_LOG_LOST.inc(max(len(rows) - room, 0))
