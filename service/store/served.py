"""The ranking log: which page somebody in an experiment was served, as what unit and in which arms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from service.store.keys import KeyReads
from service.store.parts import parts_of
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
        for where, values in parts_of(person, until, "served_at"):
            sql = (
                f"SELECT served_at, sequence, unit FROM served WHERE {where} "
                "ORDER BY served_at, sequence LIMIT 1"
            )
            found += self.rows(sql, values)
        return min(found)[2] if found else None


class ServedWrites(ServedReads):
    """The same inside a transaction, and the writes."""

    @abstractmethod
    def many(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        """The same statement for each."""

    def log_served(self, rows: Sequence[Served]) -> None:
        self.many(_LOG, rows)
