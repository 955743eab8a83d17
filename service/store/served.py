"""The ranking log: which page somebody in an experiment was served, as what unit and in which arms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Any

import msgspec

from features.clock import to_text
from features.identity import ALWAYS, FOREVER
from service.store.keys import KeyReads
from service.store.kinds import PAGE
from service.store.parts import Part, earliest, parts_of
from service.store.records import Person, Served

_COLUMNS = ", ".join(Served._fields)
_LOG = f"INSERT INTO served ({_COLUMNS}) VALUES ({', '.join('?' * len(Served._fields))})"

# As the history of events: with the customer who was signed in on the device, where that was known in time.
SERVED = (
    "SELECT v.recommendation_id, v.served_at, coalesce(v.customer_id, s.customer_id), v.anonymous_id, "
    "v.placement, v.unit, v.arms "
    "FROM served AS v LEFT JOIN spans AS s ON v.customer_id IS NULL AND s.anonymous_id = v.anonymous_id "
    "AND s.since = (SELECT max(since) FROM spans WHERE anonymous_id = v.anonymous_id "
    "AND since <= v.served_at) AND s.identified_at <= :until "
    "WHERE v.served_at BETWEEN :since AND :until ORDER BY v.served_at, v.sequence"
)


class ServedReads(KeyReads):
    """Needs nothing but `rows`."""

    def first_unit(self, person: Person, until: int) -> str | None:
        found: list[tuple[int, int, str]] = []
        for where, values in parts_of(earliest(person), until, "served_at"):
            sql = (
                f"SELECT served_at, sequence, unit FROM served WHERE {where} "
                "ORDER BY served_at, sequence LIMIT 1"
            )
            found += self.rows(sql, values)
        return min(found)[2] if found else None

    def first_device(self, customer_id: str, until: int) -> str | None:
        sql = (
            "SELECT anonymous_id FROM spans WHERE customer_id = ? AND identified_at <= ? "
            "ORDER BY identified_at, anonymous_id LIMIT 1"
        )
        found = self.rows(sql, (customer_id, until))
        return found[0][0] if found else None

    def pages(self, person: Person, batch: int) -> Iterator[tuple[int, int, bytes]]:
        """(served_at, sequence, the row as JSON) of every page of the person, oldest first."""
        return merge(*(self._pages(part, batch) for part in parts_of(person, FOREVER, "served_at")))

    def _pages(self, part: Part, batch: int) -> Iterator[tuple[int, int, bytes]]:
        place = (ALWAYS, 0)
        sql = (
            f"SELECT sequence, {_COLUMNS} FROM served WHERE {part.where} AND (served_at, sequence) > (?, ?) "
            f"ORDER BY served_at, sequence LIMIT {batch}"
        )
        while found := self.rows(sql, (*part.values, *place)):
            for sequence, *row in found:
                page = Served(*row)
                place = (page.served_at, sequence)
                yield *place, told(page)


def told(page: Served) -> bytes:
    """A row of the log as an export shows it, beside the events."""
    ids = {"customer_id": page.customer_id, "anonymous_id": page.anonymous_id}
    return msgspec.json.encode(
        {
            "event": PAGE,
            "occurred_at": to_text(page.served_at),
            **{name: one for name, one in ids.items() if one is not None},
            "recommendation_id": page.recommendation_id,
            "placement": page.placement,
            "unit": page.unit,
            "experiments": msgspec.Raw(page.arms),
        }
    )


class ServedWrites(ServedReads):
    """The same inside a transaction, and the writes."""

    @abstractmethod
    def many(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        """The same statement for each."""

    def log_served(self, rows: Sequence[Served]) -> None:
        self.many(_LOG, rows)
