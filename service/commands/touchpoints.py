"""`zuvor touchpoints`: sets what customers met against what they could expect, keeps and prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from features.clock import system_clock
from features.settings import Settings
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import NOT_KEPT, give, give_json, say, stages, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from features.touchpoints.definition import Touchpoint
    from features.touchpoints.stored import Stored
    from service.html.parts import Table
    from service.store.protocol import Store
    from training.touchpoints.job import Found


@click.command(epilog="Example: zuvor touchpoints --as-of 2026-11-22T00:00:00Z")
@as_of
@as_json
@with_settings("store", "locale", "timezone", "consent_default")
def command(settings: Settings, as_of: int, as_json: bool) -> None:
    """Compute and print where expectations are met.

    It is kept for the route and the console page, unless what is kept is as of a later moment.
    """
    from service.store import open_store

    store = open_store(settings.store)
    with stages() as progress:
        (found, kept), touchpoints = compute(store, settings, as_of=as_of, progress=progress)
    store.close()
    if as_json:
        give_json(found.analysis)
    else:
        give("\n\n".join(printed(found, touchpoints, settings)))
    if not kept:
        say(NOT_KEPT)


def compute(
    store: Store, settings: Settings, *, as_of: int, progress: Callable[[str], None]
) -> tuple[Found, Mapping[str, Touchpoint]]:
    """The analysis, whether it is kept, and the touchpoints in force. Raises StoreDown."""
    from service.answers.memory import SECRET, Memory
    from service.interventions.catalogue import catalogue_of
    from training.touchpoints.job import Shop, analyse

    with store.write() as transaction:
        content_of = Memory(transaction.secret(SECRET)).content
    touchpoints = catalogue_of(store).touchpoints
    shop = Shop(touchpoints, settings.timezone, settings.currency, settings.consent_granted, content_of)
    return analyse(store, shop, as_of=as_of, now=system_clock(), progress=progress), touchpoints


def printed(found: Stored, touchpoints: Mapping[str, Touchpoint], settings: Settings) -> Iterator[str]:
    """The last year: as the page tells it, without its pictures."""
    from features.clock import parse_moment
    from features.touchpoints.cells import ALL
    from features.touchpoints.months import USUAL_SPAN, last_months
    from features.touchpoints.view import standings
    from service.html.touchpoints.said import aside, changes, curve_said
    from service.html.touchpoints.tables import overview
    from service.html.touchpoints.words import Words

    say = Words(settings.locale)
    months = last_months(USUAL_SPAN, parse_moment(found.analysis.as_of), settings.timezone)
    seen = standings(found.analysis, touchpoints, months)
    yield _told(overview(seen, touchpoints, ALL, say))
    changed = [
        f"{'+' if one.mark == 'good' else '!'} {one.sentence}" for one in changes(seen, touchpoints, say)
    ]
    yield "\n".join(changed) or say("changes.none")
    for curve in found.analysis.curves:
        name = touchpoints[curve.touchpoint].titled(say.language)
        yield f"{name}: {' '.join(curve_said(curve, say))}"
    yield "\n".join(aside(found.analysis, say)) or say("how.said")


def _told(one: Table) -> str:
    rows = [["–" if cell is None else cell for cell in row] for row in one.rows]
    return f"{one.caption}\n{table(one.columns, rows)}"
