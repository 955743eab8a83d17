"""Old events, pages, decisions and offers → deleted in small transactions, others write in between."""

from __future__ import annotations

import time
from collections.abc import Callable

from features.identity import ALWAYS
from service.store.kinds import MARKS
from service.store.offers import OFFERS_KEPT
from service.store.protocol import Store
from service.store.records import Place

BATCH = 1_000  # events, or items, looked at in one transaction
SPARED = MARKS | {"consent_updated"}  # whose a device is and what was decided holds however long ago it was


def retain(store: Store, before: int, progress: Callable[[int, int], None] | None = None) -> int:
    """Delete what happened before a moment; returns how many events.

    `progress` hears (time gone through, time to go through) in microseconds.
    """
    place: Place | None = Place(ALWAYS, 0)
    deleted, first = 0, None
    while place:
        began = time.monotonic()
        with store.write() as transaction:
            gone, place = transaction.take_old(place, before, SPARED, BATCH)
        deleted += gone
        if place and progress:
            first = place.occurred_at if first is None else first
            progress(place.occurred_at - first, before - first)
        time.sleep(time.monotonic() - began)
    return deleted


def retain_served(store: Store, before: int) -> int:
    """Delete the ranking log from before a moment; returns how many pages."""
    deleted, gone = 0, BATCH
    while gone == BATCH:
        began = time.monotonic()
        with store.write() as transaction:
            gone = transaction.take_old_served(before, BATCH)
        deleted += gone
        time.sleep(time.monotonic() - began)
    return deleted


def retain_decisions(store: Store, before: int) -> int:
    """Delete decisions on gestures, and their messages, from before a moment; returns how many decisions."""
    deleted, gone = 0, BATCH
    while gone == BATCH:
        began = time.monotonic()
        with store.write() as transaction:
            gone = transaction.forget_interventions(None, before, BATCH)
        deleted += gone
        time.sleep(time.monotonic() - began)
    return deleted


def retain_offers(store: Store, now: int) -> int:
    """Delete prices and stocks that ended too long ago to be asked for; returns how many."""
    after: str | None = ""
    deleted = 0
    while after is not None:
        began = time.monotonic()
        with store.write() as transaction:
            gone, after = transaction.take_old_offers(after, now - OFFERS_KEPT, BATCH)
        deleted += gone
        time.sleep(time.monotonic() - began)
    return deleted
