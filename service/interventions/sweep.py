"""Customers to be looked at though nothing new was told of them: a few at a time, all once an hour."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice

from features.clock import HOUR

SWEEP = HOUR  # time alone breaks promises and makes news old


class Sweep:
    """One worker's. `find`: whom, as of a moment (microseconds); it may block."""

    def __init__(self, find: Callable[[int], Iterable[str]], at_once: int) -> None:
        self._find = find
        self._at_once = at_once
        self._began_at = -SWEEP
        self._waiting: deque[str] = deque()
        self._taken = 0

    def next(self, now: int) -> list[str]:
        """Those whose turn it is; the same again until they are `done`. Raises what `find` does."""
        if abs(now - self._began_at) >= SWEEP and not self._waiting:
            self._waiting.extend(self._find(now))
            self._began_at = now
        found = list(islice(self._waiting, self._at_once))
        self._taken = len(found)
        return found

    def done(self) -> None:
        """They were looked at."""
        for _ in range(self._taken):
            self._waiting.popleft()
        self._taken = 0
