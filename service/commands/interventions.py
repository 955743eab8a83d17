"""`zuvor interventions`: learns from what became of gestures, keeps and prints what they did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from features.clock import system_clock
from features.settings import Settings
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import NOT_KEPT, give, give_json, say, stages, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from features.interventions.report import Report
    from service.store.protocol import Store
    from training.interventions.job import Found


@click.command(epilog="Example: zuvor interventions --as-of 2026-11-22T00:00:00Z")
@as_of
@as_json
@with_settings("store", "locale", "timezone", "currency", "consent_default")
def command(settings: Settings, as_of: int, as_json: bool) -> None:
    """Learn which gesture helps whom; print what goodwill did.

    It is kept for the service and the console, unless what is kept is as of a later moment.
    """
    from service.store import open_store

    store = open_store(settings.store)
    with stages() as progress:
        found, _, kept = compute(store, settings, as_of=as_of, progress=progress)
    store.close()
    if as_json:
        from msgspec.structs import replace

        give_json(replace(found, pictures={}))
    else:
        give("\n\n".join(printed(found, settings.locale)))
    if not kept:
        say(NOT_KEPT)


def compute(store: Store, settings: Settings, *, as_of: int, progress: Callable[[str], None]) -> Found:
    """The report, and whether it is kept. Raises StoreDown."""
    from service.interventions.catalogue import catalogue_of
    from training.interventions.job import analyse
    from training.touchpoints.job import Shop

    shop = Shop(
        catalogue_of(store).touchpoints, settings.timezone, settings.currency, settings.consent_granted
    )
    return analyse(store, shop, as_of=as_of, now=system_clock(), progress=progress)


def learn(store: Store, settings: Settings, *, as_of: int, progress: Callable[[str], None]) -> None:
    """The same where anything was decided. Raises StoreDown."""
    if any(store.interventions(0, as_of)):
        compute(store, settings, as_of=as_of, progress=progress)


def printed(report: Report, locale: str) -> Iterator[str]:
    """As the page tells it, without its pictures."""
    from service.html.interventions import tables as view
    from service.html.interventions.words import Words

    say = Words(locale, report.currency)
    if not report.decided:
        yield say("nothing_done")
        return
    yield "\n".join(view.verdict(report, say)[1])
    yield "\n".join(f"{fact.name}: {fact.value} ({fact.beside})" for fact in view.facts(report, say))
    for one in (view.outcome_table, view.gesture_table, view.after_table, view.refused_table):
        told = one(report, say)
        rows = [["–" if cell is None else cell for cell in row] for row in told.rows]
        if rows:
            yield f"{told.caption}\n{table(told.columns, rows)}"
    yield view.age(report, report.computed_at, say)
