"""Builders: rows of events, devices with their spans, a store as an earlier version left it."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config

from features.identity import spans
from service.store import upgrade
from service.store.protocol import Store
from service.store.records import Row

NOW = 1_000_000

_numbers = count()


def row(
    kind: str = "view_item",
    at: int = 10,
    customer: str | None = None,
    device: str | None = None,
    event_id: str | None = None,
    body: bytes | None = None,
) -> Row:
    """An event; without a name of its own it gets one."""
    name = event_id or f"event {next(_numbers)}"
    return Row(name, kind, at, at, customer, device, body or name.encode())


def keep(store: Store, *rows: Row) -> list[bool]:
    """Keep events and, for the devices that are marked, whose they are."""
    with store.write() as transaction:
        kept = transaction.insert(rows)
        for device in {r.anonymous_id for r in rows if r.kind in ("identify", "sign_out")}:
            transaction.set_spans(str(device), spans(transaction.marks(str(device))))
    return kept


def decision(what: str, at: int, customer: str | None = None, device: str | None = None) -> Row:
    """A decision about personalisation."""
    body = b'{"purposes":{"personalisation":"%s"}}' % what.encode()
    return row("consent_updated", at, customer, device, body=body)


def of_first_form(path: Path, form: str = "0001") -> None:
    """An empty store as the first version made it, or a later one."""
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = upgrade._engine(path)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, form)
    engine.dispose()
