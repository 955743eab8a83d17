"""Pages served in experiments → the ranking log, without those of who was erased or withdrew meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from service.ingest.persons import Persons
from service.store.protocol import Transaction
from service.store.records import Served


def log_served(transaction: Transaction, rows: Sequence[Served], *, consent_granted: bool) -> int:
    """Keep what may be kept; returns how many."""
    persons = Persons(transaction, consent_granted)
    kept = [row for row in rows if persons.may_log(row)]
    transaction.log_served(kept)
    return len(kept)
