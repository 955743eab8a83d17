"""What goes for good: events, pages, decisions, in pieces; and the salted hashes that stay in their place."""

from __future__ import annotations

import secrets
from collections import Counter

from features.identity import FOREVER
from service.store.kinds import DECISION, PAGE
from service.store.parts import Part, parts_of
from service.store.reads import SqliteReads
from service.store.records import Person, Place, Stretch

_OLD = (
    "SELECT occurred_at, sequence, kind FROM events WHERE (occurred_at, sequence) > (?, ?) "
    "AND occurred_at < ? ORDER BY occurred_at, sequence LIMIT ?"
)
_FORGET = (
    "INSERT INTO erased (digest, since, until) VALUES (?, ?, ?) "
    "ON CONFLICT (digest, since) DO UPDATE SET until = max(until, excluded.until)"
)


class Forgetting(SqliteReads):
    """Needs nothing but `rows`, inside a transaction."""

    def take_away(
        self,
        person: Person,
        spared: frozenset[str] = frozenset(),
        before: int = FOREVER,
        most: int | None = None,
    ) -> dict[str, int]:
        taken: Counter[str] = Counter()
        for part in parts_of(person, before - 1):
            left = -1 if most is None else most - taken.total()
            if left:
                taken.update(self._taken(part, spared, left))
        self.deleted(taken.total())
        taken[PAGE] += self.take_served(person, before, None if most is None else most - taken.total())
        if person.customer_id is not None:
            rest = None if most is None else most - taken.total()
            taken[DECISION] += self.forget_interventions(person.customer_id, before, rest)
        return dict(+taken)

    def _taken(self, part: Part, spared: frozenset[str], most: int) -> list[str]:
        """The kinds of up to `most` events (-1: all) that were deleted."""
        none_of = f" AND kind NOT IN ({', '.join('?' * len(spared))})" if spared else ""
        found = f"SELECT sequence FROM events WHERE {part.where}{none_of} LIMIT {most}"
        sql = f"DELETE FROM events WHERE sequence IN ({found}) RETURNING kind"
        return [kind for (kind,) in self.rows(sql, (*part.values, *sorted(spared)))]

    def take_served(self, person: Person, before: int = FOREVER, most: int | None = None) -> int:
        gone = 0
        for where, values in parts_of(person, before - 1, "served_at"):
            left = -1 if most is None else most - gone
            found = f"SELECT sequence FROM served WHERE {where} LIMIT {left}"
            gone += len(self.rows(f"DELETE FROM served WHERE sequence IN ({found}) RETURNING 1", values))
        self.deleted(gone)
        return gone

    def take_old_served(self, before: int, most: int) -> int:
        found = "SELECT sequence FROM served WHERE served_at < ? ORDER BY served_at LIMIT ?"
        sql = f"DELETE FROM served WHERE sequence IN ({found}) RETURNING 1"
        gone = len(self.rows(sql, (before, most)))
        self.deleted(gone)
        return gone

    def forget_interventions(
        self, customer_id: str | None, before: int = FOREVER, most: int | None = None
    ) -> int:
        whose, values = ("", ()) if customer_id is None else ("customer_id = ? AND ", (customer_id,))
        found = self.rows(
            f"SELECT intervention_id FROM interventions WHERE {whose}decided_at < ? "
            "ORDER BY decided_at LIMIT ?",
            (*values, before, -1 if most is None else most),
        )
        for table, named in (("messages", "message_id"), ("interventions", "intervention_id")):
            for gone in found:
                self.rows(f"DELETE FROM {table} WHERE {named} = ?", gone)
        self.deleted(len(found))
        return len(found)

    def take_old(
        self, after: Place, before: int, spared: frozenset[str], most: int
    ) -> tuple[int, Place | None]:
        found = self.rows(_OLD, (*after, before, most))
        old = [sequence for _, sequence, kind in found if kind not in spared]
        self.rows(f"DELETE FROM events WHERE sequence IN ({', '.join(map(str, old))})")
        self.deleted(len(old))
        return len(old), Place(*found[-1][:2]) if found else None

    def deleted(self, rows: int) -> None:
        """Counts in the file itself that there is something to overwrite; `rewrite` sets it back."""
        if rows:
            count = int(self.rows("PRAGMA user_version")[0][0])
            self.rows(f"PRAGMA user_version = {count % 2**30 + 1}")

    def secret(self, name: str) -> bytes:
        found = self.rows("SELECT value FROM secrets WHERE name = ?", (name,))
        if not found:
            self.rows("INSERT INTO secrets (name, value) VALUES (?, ?)", (name, secrets.token_bytes(32)))
            return self.secret(name)
        return bytes(found[0][0])

    def anybody_erased(self) -> bool:
        return bool(self.rows("SELECT 1 FROM erased LIMIT 1"))

    def forget(self, digest: bytes, stretch: Stretch) -> None:
        self.rows(_FORGET, (digest, *stretch))

    def forgotten(self, digest: bytes) -> list[Stretch]:
        found = self.rows("SELECT since, until FROM erased WHERE digest = ? ORDER BY since", (digest,))
        return [Stretch(*row) for row in found]
