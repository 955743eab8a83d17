"""What a fault cost: sent, acknowledged, lost, requests that failed, and seconds until all was well again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    """`tried` and `acknowledged` count events, versions or pages, `failed` requests or runs."""

    tried: int
    acknowledged: int
    lost: int
    failed: int
    recovery_seconds: float

    def __add__(self, other: Outcome) -> Outcome:  # type: ignore[override]
        """Both together; the longer recovery counts."""
        return Outcome(
            self.tried + other.tried,
            self.acknowledged + other.acknowledged,
            self.lost + other.lost,
            self.failed + other.failed,
            max(self.recovery_seconds, other.recovery_seconds),
        )


NOTHING = Outcome(0, 0, 0, 0, 0.0)


def kept(store: Path) -> list[str]:
    """The ids of all events in a store's file that must be whole."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [name for (name,) in connection.execute("SELECT event_id FROM events NOT INDEXED")]


def lost(store: Path, acknowledged: Iterable[str]) -> int:
    """How many acknowledged events are not there exactly once."""
    found = kept(store)
    assert len(found) == len(set(found)), "an event is kept twice"
    return len(set(acknowledged) - set(found))
