"""An open loop of requests to a service on this machine: each is due at its own moment, answered or not."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

MOST_CONNECTIONS = 400
DRAIN = 10  # seconds to wait for the last answers


class Request(NamedTuple):
    """What is sent, as bytes; `kind` is the method, `name` for whoever counts."""

    kind: str
    name: str
    sent: bytes


def get(path: str) -> Request:
    """A question."""
    return Request("GET", "", f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())


def post(path: str, name: str, body: str) -> Request:
    """Something to keep, as JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    return Request("POST", name, f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())


class Answer(NamedTuple):
    """`due` and `took` in seconds, waiting for a connection included; `status` 0: the connection broke."""

    kind: str
    name: str
    due: float
    took: float
    status: int
    what: str


class Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._asked: tuple[Request, float] | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: Request, due: float) -> None:
        self._asked, self._got = (request, due), b""
        assert self._transport
        self._transport.write(request.sent)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, parted, body = self._got.partition(b"\r\n\r\n")
        if parted and len(body) >= length(head):
            self._answered(int(head[9:12]), what(head, body))
            self._load.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._answered(0, "broken")
        self._load.lost(self)

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def _answered(self, status: int, what: str) -> None:
        if self._asked is None:
            return
        (request, due), self._asked = self._asked, None
        took = asyncio.get_running_loop().time() - due
        self._load.answers.append(Answer(request.kind, request.name, due, took, status, what))


def length(head: bytes) -> int:
    """The body's bytes, as the head says."""
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.split(b"\r\n", 1)[0] or 0)


def what(head: bytes, body: bytes) -> str:
    """The page's `fallback`, or `personal`; how many events were `duplicate`; or whether to try again."""
    if found := re.search(rb'"fallback":(?:null|"(\w+)")', body):
        return (found[1] or b"personal").decode()
    if found := re.search(rb'"duplicate":([1-9]\d*)', body):
        return found[1].decode()
    return "retry-after" if b"retry-after:" in head.lower() else ""


class Load:
    """Kept connections to one port, and everything that was answered."""

    def __init__(self, port: int) -> None:
        self.answers: list[Answer] = []
        self._port = port
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._opening = 0
        self._connecting: set[asyncio.Future[None]] = set()
        self._waiting: deque[tuple[Request, float]] = deque()

    async def open_loop(self, requests: Iterable[Request], rate: float, seconds: float) -> None:
        """Ask at random moments, `rate` a second on average, whatever the answers; then wait for the last."""
        loop, chance = asyncio.get_running_loop(), random.Random(1)
        due, source = loop.time(), iter(requests)
        end = due + seconds
        while (due := due + chance.expovariate(rate)) < end:
            if (early := due - loop.time()) > 0:
                await asyncio.sleep(early)
            self._ask(next(source), due)
        await self._drained(loop.time() + DRAIN)

    async def once(self, request: Request) -> None:
        """Ask and wait for the answer."""
        loop = asyncio.get_running_loop()
        self._ask(request, loop.time())
        await self._drained(loop.time() + DRAIN)

    async def close(self) -> None:
        """Let go of every connection."""
        for connection in list(self._all):
            connection.close()
        await asyncio.sleep(0)

    def free(self, connection: Connection) -> None:
        """A connection can take the next request."""
        if self._waiting:  # the longest waiting one first
            connection.ask(*self._waiting.popleft())
        else:
            self._idle.append(connection)

    def lost(self, connection: Connection) -> None:
        """A connection is gone; the next request opens another one."""
        self._all.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)

    def _ask(self, request: Request, due: float) -> None:
        if self._idle:
            self._idle.pop().ask(request, due)
            return
        self._waiting.append((request, due))
        if len(self._all) + self._opening < MOST_CONNECTIONS:
            self._opening += 1
            self._connecting.add(opening := asyncio.ensure_future(self._connect()))
            opening.add_done_callback(self._connecting.discard)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._port)
        except OSError:
            return
        finally:
            self._opening -= 1
        self._all.add(connection)
        self.free(connection)

    def _busy(self) -> bool:
        return bool(self._waiting or self._opening or len(self._idle) < len(self._all))

    async def _drained(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        while self._busy() and loop.time() < until:
            await asyncio.sleep(0.005)


def quantile(answers: Sequence[Answer], share: float) -> float:
    """Milliseconds within which this share of the answers came; 0 where there are none."""
    took = sorted(answer.took for answer in answers)
    return 1000 * took[min(int(share * len(took)), len(took) - 1)] if took else 0.0


def shares(answers: Sequence[Answer], of: Callable[[Answer], str]) -> str:
    """How many of each, in words."""
    return ", ".join(f"{name} {count}" for name, count in Counter(map(of, answers)).most_common())
