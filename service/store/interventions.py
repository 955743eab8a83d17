"""The ledger of decisions for customers, the outbox of what is to be sent, and who is at work on what."""

from __future__ import annotations

from typing import Any

from features.clock import DAY, to_text
from service.store.keys import KeyReads
from service.store.kinds import PARCELS, one_of
from service.store.records import STANDS, Intervention, Message, Told

FARTHEST = 2 * DAY  # nothing is put off for so long: what is due later was put off by a clock that was wrong
_COLUMNS = ", ".join(Intervention._fields)
_SELECT = f"SELECT {_COLUMNS} FROM interventions"
_PUT = (
    f"INSERT INTO interventions ({_COLUMNS}) VALUES ({', '.join('?' * len(Intervention._fields))}) "
    "ON CONFLICT (intervention_id) DO NOTHING RETURNING 1"
)
_SPENT = (
    "SELECT coalesce(sum(cost), 0.0) FROM interventions WHERE decided_at >= ? AND decided_at < ? "
    f"AND purpose = 'goodwill' AND state IN {STANDS}"
)
_PUT_MESSAGE = (
    "INSERT INTO messages (message_id, customer_id, body, attempts, due_at, owed, since) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5) ON CONFLICT (message_id) DO NOTHING"
)
_CLAIM = (
    "UPDATE messages SET due_at = ? WHERE message_id IN (SELECT message_id FROM messages "
    "WHERE ended_at IS NULL AND owed = ? AND (due_at <= ? OR due_at > ?) ORDER BY due_at LIMIT ?) "
    f"RETURNING {', '.join(Message._fields)}"
)
_OVERDUE = "state = 'waiting' AND purpose <> 'owed' AND decided_at < ?"
_LAPSE = (
    f"UPDATE interventions SET state = 'lapsed', changed_at = ?, changed_by = ? WHERE {_OVERDUE} RETURNING 1"
)
_TAKE_TASK = (
    "INSERT INTO tasks (name, holder, until, place) VALUES (?1, ?2, ?4, -1) ON CONFLICT (name) DO UPDATE "
    "SET holder = excluded.holder, until = excluded.until "
    "WHERE holder = ?2 OR until <= ?3 OR until - ?3 > 2 * (?4 - ?3) RETURNING place"
)
# In the order of time; the same statement for one look and for a whole history.
INTERVENTIONS = f"{_SELECT} WHERE decided_at >= ? AND decided_at < ? ORDER BY decided_at, sequence"


def intervention_of(row: tuple[Any, ...]) -> Intervention:
    """SQLite keeps yes and no as numbers."""
    found = Intervention._make(row)
    return found._replace(holdout=bool(found.holdout))


class InterventionReads(KeyReads):
    """Needs nothing but `rows`."""

    def told_after(self, sequence: int, kinds: frozenset[str], most: int) -> list[Told]:
        sql = (
            f"SELECT {', '.join(Told._fields)} FROM events WHERE sequence > ? AND {one_of(kinds)} "
            "ORDER BY sequence LIMIT ?"
        )
        return list(map(Told._make, self.rows(sql, (sequence, most))))

    def active(self, kinds: frozenset[str], since: int, until: int) -> list[str]:
        sql = (
            f"SELECT DISTINCT customer_id FROM events WHERE occurred_at BETWEEN ? AND ? AND {one_of(kinds)} "
            "AND customer_id IS NOT NULL ORDER BY customer_id"
        )
        return [customer for (customer,) in self.rows(sql, (since, until))]

    def promised(self, since: int, until: int, day: int) -> list[str]:
        # as it was told, whatever its offset: so a day earlier is taken, too
        sql = (
            f"SELECT DISTINCT customer_id FROM events WHERE {one_of(PARCELS)} AND kind = 'purchase' "
            "AND occurred_at >= ? AND occurred_at < ? AND customer_id IS NOT NULL "
            "AND json_extract(CAST(body AS TEXT), '$.promised_latest') >= ? ORDER BY customer_id"
        )
        return [customer for (customer,) in self.rows(sql, (since, until, to_text(day - DAY)[:10]))]

    def intervention(self, intervention_id: str) -> Intervention | None:
        found = self.rows(f"{_SELECT} WHERE intervention_id = ?", (intervention_id,))
        return intervention_of(found[0]) if found else None

    def interventions_of(self, customer_id: str, since: int) -> list[Intervention]:
        sql = f"{_SELECT} WHERE customer_id = ? AND decided_at >= ? ORDER BY decided_at, sequence"
        return [intervention_of(row) for row in self.rows(sql, (customer_id, since))]

    def interventions_waiting(self, most: int) -> list[Intervention]:
        sql = f"{_SELECT} WHERE state = 'waiting' ORDER BY decided_at, sequence LIMIT ?"
        return [intervention_of(row) for row in self.rows(sql, (most,))]

    def approvals_overdue(self, before: int) -> bool:
        return bool(self.rows(f"SELECT 1 FROM interventions WHERE {_OVERDUE} LIMIT 1", (before,)))

    def spent(self, since: int, until: int) -> float:
        return float(self.rows(_SPENT, (since, until))[0][0])

    def unsent(self, *, owed: bool | None = None) -> tuple[int, int]:
        since = "coalesce(nullif(since, 0), due_at)"  # a former release beside this one leaves it at 0
        sql = f"SELECT count(*), coalesce(min({since}), 0) FROM messages WHERE ended_at IS NULL"
        lane = "" if owed is None else " AND owed = ?"
        many, oldest = self.rows(sql + lane, () if owed is None else (owed,))[0]
        return int(many), int(oldest)

    def given_up(self, since: int) -> int:
        sql = "SELECT count(*) FROM messages WHERE outcome = 'failed' AND ended_at >= ?"
        return int(self.rows(sql, (since,))[0][0])


class InterventionWrites(InterventionReads):
    """The same inside a transaction, and the writes."""

    def put_intervention(self, decided: Intervention) -> bool:
        return bool(self.rows(_PUT, decided))

    def move_intervention(self, intervention_id: str, before: str, state: str, at: int, by: str) -> bool:
        sql = (
            "UPDATE interventions SET state = ?, changed_at = ?, changed_by = ? "
            "WHERE intervention_id = ? AND state = ? RETURNING 1"
        )
        return bool(self.rows(sql, (state, at, by, intervention_id, before)))

    def put_message(self, message: Message) -> None:
        self.rows(_PUT_MESSAGE, message)

    def lapse_interventions(self, before: int, at: int, by: str) -> int:
        return len(self.rows(_LAPSE, (at, by, before)))

    def claim_messages(self, now: int, again: int, most: int, *, owed: bool) -> list[Message]:
        claimed = map(Message._make, self.rows(_CLAIM, (again, owed, now, now + FARTHEST, most)))
        return sorted((one._replace(owed=owed) for one in claimed), key=lambda one: one.message_id)

    def delay_message(self, message_id: str, due_at: int, tries: int = 1) -> None:
        sql = "UPDATE messages SET attempts = attempts + ?, due_at = ? WHERE message_id = ?"
        self.rows(sql, (tries, due_at, message_id))

    def end_message(self, message_id: str, at: int, outcome: str) -> None:
        sql = "UPDATE messages SET ended_at = ?, outcome = ? WHERE message_id = ? AND ended_at IS NULL"
        self.rows(sql, (at, outcome, message_id))

    def take_task(self, name: str, holder: str, now: int, until: int) -> int | None:
        found = self.rows(_TAKE_TASK, (name, holder, now, until))
        return int(found[0][0]) if found else None

    def place_task(self, name: str, place: int) -> None:
        self.rows("UPDATE tasks SET place = ? WHERE name = ?", (place, name))
