"""Events → how many testers and own people came by, who are served but never enrolled."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from features.experiments.definition import Experiment
from service.store.records import HistoryRow


class _Body(msgspec.Struct, gc=False):
    segment: str | None = None


_decode = msgspec.json.Decoder(_Body).decode


class Passers:
    """Takes events in order of time; those before the start only say who is of which segment."""

    def __init__(self, definition: Experiment) -> None:
        self._start = definition.starts_at
        self._forced, self._internal = definition.forced.keys(), definition.internal
        self._segments = definition.internal_segments
        self._own: set[str] = set()  # by what they last said of their segment
        self.forced: set[str] = set()
        self.internal: set[str] = set()

    def take(self, rows: Iterable[HistoryRow]) -> None:
        """Count whom they name."""
        if not self._forced and not self._internal and not self._segments:
            return
        for row in rows:
            if self._segments:
                self._hear(row)
            if row.occurred_at >= self._start:
                self._count(row)

    def _hear(self, row: HistoryRow) -> None:
        if (segment := _decode(row.body).segment) is not None:
            (self._own.add if segment in self._segments else self._own.discard)(_who(row))

    def _count(self, row: HistoryRow) -> None:
        ids = {name for name in (row.customer_id, row.anonymous_id) if name}
        if forced := ids & self._forced:
            self.forced |= forced
        elif ids & self._internal or _who(row) in self._own:
            self.internal.add(_who(row))


def _who(row: HistoryRow) -> str:
    return row.customer_id or row.anonymous_id or ""
