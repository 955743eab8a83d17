"""A shop's own system that takes messages, or doesn't: a real server on loopback, its answers in a row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Event, Thread

HANGS, DROPS, WAITS = 0, -1, -2


class Receiver:
    """Answers each call with the next status (the last one again and again) and notes what came."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = list(statuses)
        self.url = ""
        self.go_on = Event()  # what WAITS answers then: 204
        self.received: list[tuple[dict[str, str], bytes]] = []

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.received]

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            self.received.append((headers, body))
            status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
            if status == HANGS:
                await reader.read()
            if status == WAITS:
                await asyncio.to_thread(self.go_on.wait, 9)
                status = 204
            if status > 0:
                writer.write(
                    f"HTTP/1.1 {status} so\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
                )
                await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[Receiver]:
    """From listening to closed."""
    receiver = Receiver(*statuses)
    server = await asyncio.start_server(receiver._answer, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/zuvor"
    try:
        yield receiver
    finally:
        server.close()


@contextmanager
def beside(*statuses: int) -> Iterator[Receiver]:
    """The same in a thread of its own, for services that are processes."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="receiver")
    thread.start()
    opened = receiving(*statuses)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(5)
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
