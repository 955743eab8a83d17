"""The ledger as what is kept about somebody: each decision once, as an export shows it beside the events."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from features.clock import to_text
from features.identity import ALWAYS
from service.store.interventions import InterventionReads, intervention_of
from service.store.kinds import DECISION
from service.store.records import Intervention, Person

_COLUMNS = ", ".join(Intervention._fields)


class LedgerReads(InterventionReads):
    """Needs nothing but `rows`."""

    def decided_customers(self) -> list[str]:
        sql = "SELECT DISTINCT customer_id FROM interventions ORDER BY customer_id"
        return [customer for (customer,) in self.rows(sql)]

    def decided(self, person: Person, batch: int) -> Iterator[tuple[int, int, bytes]]:
        """(decided_at, sequence, the line as JSON) of every decision for the person, oldest first."""
        place = (ALWAYS, 0)
        sql = (
            f"SELECT sequence, {_COLUMNS} FROM interventions WHERE customer_id = ? "
            f"AND (decided_at, sequence) > (?, ?) ORDER BY decided_at, sequence LIMIT {batch}"
        )
        while found := self.rows(sql, (person.customer_id, *place)):
            for sequence, *row in found:
                line = intervention_of(tuple(row))
                place = (line.decided_at, sequence)
                yield *place, told(line)


def told(line: Intervention) -> bytes:
    """A line of the ledger without who of the shop approved it."""
    moments = {"triggered_at": line.triggered_at, "changed_at": line.changed_at}
    aside = {"decided_at", "changed_by", "facts", "text", *moments}
    rest = {name: value for name, value in line._asdict().items() if name not in aside}
    return msgspec.json.encode(
        {
            "event": DECISION,
            "occurred_at": to_text(line.decided_at),
            **rest,
            **{name: to_text(at) for name, at in moments.items()},
            "facts": msgspec.Raw(line.facts),
            "text": None if line.text is None else msgspec.Raw(line.text),
        }
    )
