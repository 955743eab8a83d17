"""Durable ingestion: batches of 200 through the writer, each acknowledged only when it is on the disk."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec

from features.clock import system_clock, to_text
from service.ingest.door import admit
from service.ingest.writer import Writer
from service.store import open_store
from service.store.protocol import Transaction

BATCH, BATCHES = 200, 150


def run() -> None:
    """One batch after the other, as one shop's server sends them."""
    with tempfile.TemporaryDirectory() as name:
        store = open_store(f"sqlite:///{Path(name)}/zuvor.db")
        with closing(Writer(store)) as writer:
            work = [batch(n) for n in range(BATCHES)]
            started = time.monotonic()
            for raws in work:
                writer.submit(partial(keep, raws)).result()
            took = time.monotonic() - started
        store.close()
    print(f"ingest: {BATCH * BATCHES / took:,.0f} events/s durable, batches of {BATCH}, one after the other")


def batch(number: int) -> list[bytes]:
    """Views of many visitors."""
    now = to_text(system_clock())
    return [
        msgspec.json.encode(
            {
                "event": "view_item",
                "event_id": f"{number}-{n}",
                "occurred_at": now,
                "anonymous_id": f"visitor-{n}",
                "item_id": f"item-{number}",
            }
        )
        for n in range(BATCH)
    ]


def keep(raws: list[bytes], transaction: Transaction) -> int:
    """Through the door; how many were accepted."""
    results = admit(transaction, raws, now=system_clock(), consent_granted=True)
    return sum(result.status == "accepted" for result in results)
