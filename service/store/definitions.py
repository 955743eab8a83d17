"""Definitions that shops write, all their versions kept, and the last analysis of each experiment."""

from __future__ import annotations

from service.store.keys import KeyReads
from service.store.records import Analysis, Definition

_COLUMNS = ", ".join(Definition._fields)
_NEWEST = (
    "(SELECT max(version) FROM definitions AS other WHERE other.kind = definitions.kind "
    "AND other.name = definitions.name)"
)
_PUT = (
    f"INSERT INTO definitions ({_COLUMNS}) SELECT ?1, ?2, coalesce(max(version), 0) + 1, ?3, ?4, ?5 "
    "FROM definitions WHERE kind = ?1 AND name = ?2 RETURNING version"
)
_PUT_ANALYSIS = (
    "INSERT INTO analyses (name, computed_at, body) VALUES (?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET computed_at = excluded.computed_at, body = excluded.body"
)


class DefinitionReads(KeyReads):
    """Needs nothing but `rows`."""

    def definition(self, kind: str, name: str) -> Definition | None:
        return next(iter(self.definition_versions(kind, name)), None)

    def definition_versions(self, kind: str, name: str) -> list[Definition]:
        sql = f"SELECT {_COLUMNS} FROM definitions WHERE kind = ? AND name = ? ORDER BY version DESC"
        return list(map(Definition._make, self.rows(sql, (kind, name))))

    def definitions(self, kind: str) -> list[Definition]:
        sql = f"SELECT {_COLUMNS} FROM definitions WHERE kind = ? AND version = {_NEWEST} ORDER BY name"
        return list(map(Definition._make, self.rows(sql, (kind,))))

    def definitions_revision(self) -> int:
        return int(self.rows("SELECT coalesce(max(revision), 0) FROM definitions")[0][0])

    def analysis(self, name: str) -> Analysis | None:
        found = self.rows("SELECT name, computed_at, body FROM analyses WHERE name = ?", (name,))
        return Analysis._make(found[0]) if found else None

    def analyses(self) -> list[Analysis]:
        found = self.rows("SELECT name, computed_at, body FROM analyses ORDER BY name")
        return list(map(Analysis._make, found))


class DefinitionWrites(DefinitionReads):
    """The same inside a transaction, and the writes."""

    def put_definition(self, kind: str, name: str, body: bytes, at: int, by: str) -> int:
        return int(self.rows(_PUT, (kind, name, body, at, by))[0][0])

    def put_analysis(self, name: str, computed_at: int, body: bytes) -> None:
        self.rows(_PUT_ANALYSIS, (name, computed_at, body))
