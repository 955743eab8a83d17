"""Keys of the doors as every engine keeps them: rows in, rows out; the secret is never among them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple


class Key(NamedTuple):
    """A key as it is kept: `hash` is what scrypt makes of its secret and `salt`; moments are microseconds."""

    key_id: str
    scope: str
    origins: tuple[str, ...]
    note: str
    salt: bytes
    hash: bytes
    created_at: int
    expires_at: int | None = None
    revoked_at: int | None = None
    last_used_at: int | None = None


_COLUMNS = ", ".join(Key._fields)


class KeyReads(ABC):
    """Needs nothing but `rows`."""

    @abstractmethod
    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a select."""

    def door_keys(self) -> list[Key]:
        found = self.rows(f"SELECT {_COLUMNS} FROM keys ORDER BY created_at, key_id")
        return [Key._make((*row[:2], tuple(row[2].split()), *row[3:])) for row in found]


class KeyWrites(KeyReads):
    """The same inside a transaction, and the writes."""

    def put_key(self, key: Key) -> None:
        values = (*key[:2], " ".join(key.origins), *key[3:])
        self.rows(f"INSERT INTO keys ({_COLUMNS}) VALUES ({', '.join('?' * len(key))})", values)

    def revoke_key(self, key_id: str, at: int) -> bool:
        self.rows("UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE key_id = ?", (at, key_id))
        return bool(self.rows("SELECT 1 FROM keys WHERE key_id = ?", (key_id,)))

    def use_key(self, key_id: str, at: int) -> None:
        sql = "UPDATE keys SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE key_id = ?"
        self.rows(sql, (at, key_id))
