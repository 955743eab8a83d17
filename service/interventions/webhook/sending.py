"""Messages that are due → taken by the receiver, tried again later, or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal, NamedTuple

import httpcore

from features.clock import HOUR, MINUTE, SECOND, Clock
from service.interventions.webhook.signing import headers
from service.interventions.webhook.targets import TargetRefused
from service.store.protocol import Transaction
from service.store.records import Message

Outcome = Literal["sent", "failed", "again"]

# Waits between tries, as Standard Webhooks proposes: two days and a half in all.
WAITS = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
)
PATIENCE = 10.0  # seconds for one try, all in all: a receiver that trickles holds nobody up
CLAIMED = 2 * MINUTE  # whoever dies while sending leaves its messages to the next one after so long
AT_ONCE = 8
BROKEN = (
    TimeoutError,
    OSError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
)
SAID = (("content-type", "application/json"), ("user-agent", "zuvor"))
GONE = 410  # the receiver wants no more


class Tried(NamedTuple):
    """What came of one try: `said` is a status, or the kind of error; nothing of the body."""

    message: Message
    outcome: Outcome
    said: str


def due(transaction: Transaction, now: int, *, owed: bool) -> list[Message]:
    """Claim what is due of a lane: from here on others leave it alone for a while."""
    return transaction.claim_messages(now, now + CLAIMED, AT_ONCE, owed=owed)


async def send(
    pool: httpcore.AsyncConnectionPool,
    url: str,
    secrets: tuple[bytes, ...],
    messages: Sequence[Message],
    clock: Clock,
    patience: float = PATIENCE,
) -> list[Tried]:
    """Each message once, side by side; `patience` in seconds."""

    async def one(message: Message) -> Tried:
        signed = headers(message.message_id, clock() // SECOND, message.body, secrets)
        return await _try(pool, url, signed, message, patience)

    return list(await asyncio.gather(*map(one, messages)))


async def _try(
    pool: httpcore.AsyncConnectionPool,
    url: str,
    signed: dict[str, str],
    message: Message,
    patience: float,
) -> Tried:
    try:
        async with (
            asyncio.timeout(patience),
            pool.stream("POST", url, headers=[*SAID, *signed.items()], content=message.body) as answer,
        ):
            return Tried(message, _meaning(answer.status, message), str(answer.status))
    except (*BROKEN, TargetRefused) as error:
        return Tried(message, _later(message), type(error).__name__)


def _meaning(status: int, message: Message) -> Outcome:
    if 200 <= status < 300:
        return "sent"
    return "failed" if status == GONE else _later(message)


def _later(message: Message) -> Outcome:
    return "again" if message.attempts < len(WAITS) else "failed"


def settle(transaction: Transaction, tried: Sequence[Tried], now: int) -> None:
    """Keep what came of each; the decision behind a message says the same."""
    for message, outcome, _ in tried:
        if outcome == "again":
            transaction.delay_message(message.message_id, now + WAITS[message.attempts])
            continue
        transaction.end_message(message.message_id, now, outcome)
        transaction.move_intervention(message.message_id, "ready", outcome, now, "webhook")
