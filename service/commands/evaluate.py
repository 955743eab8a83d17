"""`zuvor evaluate`: the same evaluation as in training, nothing published."""

from __future__ import annotations

import click

from features.settings import Settings
from service.commands.flags import DURATION, as_json, as_of, with_settings
from service.commands.out import give, give_json, stages


@click.command(epilog="Example: zuvor evaluate --horizon 28d --json")
@as_of
@click.option("--horizon", type=DURATION, help="How much time the ranking is held against, e.g. 28d.")
@as_json
@with_settings("store", "locale", "consent_default")
def command(settings: Settings, as_of: int, horizon: int | None, as_json: bool) -> None:
    """How well would the page have foreseen what customers then did."""
    from service.store import open_store
    from training.job import evaluate
    from training.notices import sentence
    from training.table import table

    store = open_store(settings.store)
    with stages() as progress:
        found = evaluate(store, settings, as_of=as_of, horizon=horizon, progress=progress)
    store.close()
    if as_json:
        give_json(found)
    else:
        give(table(found))
        for notice in found.notices:
            give(sentence(notice, settings.locale))
