"""`zuvor retain`: old events, logged pages, decisions, prices and models go; for a timer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from features.clock import system_clock, to_text
from features.errors import StoreDown
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import bar, give, give_json, say, table

if TYPE_CHECKING:
    from service.store.protocol import Store


@click.command(epilog="Example: zuvor retain --events-kept 730d")
@as_json
@with_settings("store", "artifacts", "events_kept", "artifacts_kept")
def command(settings: Settings, as_json: bool) -> None:
    """Delete old events, pages, decisions, prices and models. To be run every day, by a timer.

    What says whose a device is, and what people decided about consent, stays however old it is.
    """
    from features.artifact import sweep
    from service.ingest.retaining import retain, retain_decisions, retain_offers, retain_served
    from service.ingest.room import clear
    from service.store import open_store

    now = system_clock()
    before = None if settings.events_kept is None else now - settings.events_kept
    store = open_store(settings.store)
    with bar("deleting") as progress:
        deleted = 0 if before is None else retain(store, before, progress)
    pages = 0 if before is None else retain_served(store, before)
    decisions = 0 if before is None else retain_decisions(store, before)
    offers = retain_offers(store, now)
    clear()
    models = sweep(Path(settings.artifacts), now, settings.artifacts_kept)
    tidy(store)
    store.close()
    if before is None:
        say("ZUVOR_EVENTS_KEPT is empty: events are kept for ever")
    oldest = before and to_text(before)
    if as_json:
        gone = {"events": deleted, "pages": pages, "decisions": decisions, "offers": offers}
        give_json({"before": oldest, **gone, "models": models})
    else:
        rows = [("events", deleted), ("pages", pages), ("decisions", decisions), ("offers", offers)]
        give(table(("deleted", "count"), [*rows, ("models", len(models))]))


def tidy(store: Store) -> None:
    """Nothing of what was deleted is left in the store's files, or it is said."""
    try:
        why = "" if store.rewrite() else "others are using it"
    except StoreDown as error:
        why = str(error)
    if why:
        say(f"deleted events may still stand in unused parts of the store's files ({why}); run zuvor retain")
