"""How much a worker has on its hands → who is let in, who gets the default page, who is asked to come again.

A flood of pages is bounded by how long the event loop makes everybody wait, a flood of writes by how many
wait for the disk: each has its own bound, so neither starves the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import perf_counter
from typing import Literal

Asked = Literal["read", "write"]

PERSONAL_AT_ONCE = 4  # in the making; with 8, fewer are finished under overload and everybody waits longer
WRITES_AT_ONCE = 64  # waiting for the disk: some tens of commits a second, each for all that wait
BROWSERS_AT_ONCE = 48  # of those writes; servers find room beside them
BROWSER_EVENTS = 2_000  # browsers' events waiting: a server's purchase waits for no more of them
BODIES_AT_ONCE = 100_000_000  # bytes that have arrived of bodies whose requests aren't answered yet
SMALL = 64_000  # bytes: such a body is always let in, so nobody keeps others out with a few large ones
LAG_FOR_DEFAULT = 0.5  # deadlines that the event loop makes everybody wait: no time for a page of one's own
LAG_FOR_REFUSAL = 2.5  # even default pages come too late: a quarter of a second, there and back


class Pressure:
    """What one event loop has to do; `deadline` of a page in seconds. Only used on the loop's own thread."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self.pages = 0
        self._composing = asyncio.Lock()
        self.writes = 0
        self.browsers = 0
        self._told = 0
        self.held = 0
        self._lag = 0.0
        self._measured = 0.0
        self._sent: float | None = None

    def lag(self) -> float:
        """Seconds that what reaches the event loop now will wait there, as far as can be known.

        The last measured wait, less what has passed since then; at least as long as the one being measured.
        """
        now = perf_counter()
        sent = now if self._sent is None else self._sent
        return max(now - sent, self._lag - (sent - self._measured), 0.0)

    def measure(self) -> None:
        """Send something round the event loop and see how long it takes, unless it is under way already."""
        if self._sent is None:
            self._sent = perf_counter()
            asyncio.get_running_loop().call_soon(self._back, self._sent)

    def _back(self, sent: float) -> None:
        self._measured = perf_counter()
        self._lag, self._sent = self._measured - sent, None

    def too_much(self, asked: Asked) -> bool:
        """Must this be refused."""
        return (
            self.writes >= WRITES_AT_ONCE
            if asked == "write"
            else self.lag() > LAG_FOR_REFUSAL * self._deadline
        )

    @contextmanager
    def page(self) -> Iterator[bool]:
        """A personal page in the making; False where there are too many already."""
        if self.pages >= PERSONAL_AT_ONCE or self.lag() > LAG_FOR_DEFAULT * self._deadline:
            yield False
            return
        self.pages += 1
        try:
            yield True
        finally:
            self.pages -= 1

    @asynccontextmanager
    async def turn(self, until: float) -> AsyncIterator[bool]:
        """One page after the other is composed, so that others get in between; False: not before `until`."""
        try:
            async with asyncio.timeout(until - perf_counter()):
                await self._composing.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._composing.release()

    @contextmanager
    def body(self) -> Iterator[Callable[[int], bool]]:
        """A body that arrives: told of so many bytes more; False where there is no room for them."""
        own = 0

        def more(size: int) -> bool:
            nonlocal own
            own += size
            self.held += size
            return own <= SMALL or self.held <= BODIES_AT_ONCE

        try:
            yield more
        finally:
            self.held -= own

    @contextmanager
    def browser(self, events: int) -> Iterator[bool]:
        """So many events of a browser that wait for the disk; False where too many do already."""
        if self.browsers >= BROWSERS_AT_ONCE or (self.browsers and self._told + events > BROWSER_EVENTS):
            yield False
            return
        self.browsers += 1
        self._told += events
        try:
            yield True
        finally:
            self.browsers -= 1
            self._told -= events

    @contextmanager
    def write(self) -> Iterator[None]:
        """A write that waits for the disk."""
        self.writes += 1
        try:
            yield
        finally:
            self.writes -= 1
