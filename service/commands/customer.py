"""`zuvor customer export`: what is kept about somebody."""

from __future__ import annotations

import click
import msgspec

from features.clock import system_clock
from features.settings import Settings
from service.commands.flags import with_settings
from service.commands.out import give


@click.group(epilog="Example: zuvor customer export c-1042 > c-1042.json")
def command() -> None:
    """Data-subject requests."""


@command.command("export", epilog="Example: zuvor customer export c-1042 > c-1042.json")
@click.argument("customer_id")
@with_settings("store", "consent_default")
def export(settings: Settings, customer_id: str) -> None:
    """Every event once, and what the customer decided, as JSON."""
    from service.ingest.rights import export as collect
    from service.store import open_store

    store = open_store(settings.store)
    found = collect(store, customer_id, now=system_clock(), default=settings.consent_granted)
    store.close()
    if found is None:
        raise click.ClickException("nothing is kept about this customer")
    give(msgspec.json.encode(found).decode())
