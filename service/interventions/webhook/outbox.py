"""Messages in the outbox → claimed, asked again whether they may go, sent, settled; round by round."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import httpcore

from features.clock import Clock
from service import observe
from service.ingest.writer import Writer
from service.interventions.webhook.permission import may_go
from service.interventions.webhook.sending import Tried, due, send, settle
from service.interventions.webhook.targets import Target
from service.store.protocol import Store, Transaction
from service.store.records import Message

T = TypeVar("T")


class Outbox:
    """One worker's lane, of what is `owed` or of all else: neither ever waits for the other.

    Several workers share the messages. `default`: what holds of consent.
    """

    def __init__(self, store: Store, writer: Writer, clock: Clock, *, default: bool, owed: bool) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._default = default
        self.owed = owed
        self._unsettled: list[Tried] = []

    async def round(self, pool: httpcore.AsyncConnectionPool, target: Target) -> list[Tried]:
        """Send a few of what is due. Raises StoreDown, StoreRefused; what was sent is then settled later."""
        await self._settle()
        if not (await asyncio.to_thread(self._store.unsent, owed=self.owed))[0]:
            return []
        messages = await self._write(partial(self._claim, self._clock()))
        tried = await send(pool, target.url, target.secrets, messages, self._clock)
        self._unsettled = tried
        for one in tried:
            observe.MESSAGES.labels(one.outcome).inc()
        await self._settle()
        return tried

    def _claim(self, now: int, transaction: Transaction) -> list[Message]:
        return may_go(transaction, due(transaction, now, owed=self.owed), now, default=self._default)

    async def _settle(self) -> None:
        """Before anything else is sent: what was taken must not be sent again."""
        if self._unsettled:
            await self._write(partial(settle, tried=self._unsettled, now=self._clock()))
            self._unsettled = []

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(work))
