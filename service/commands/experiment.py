"""`zuvor experiment`: computes what came of an experiment, and lists them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from features.clock import system_clock, to_text
from features.settings import Settings
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import give, give_json, say, stages, table

if TYPE_CHECKING:
    from features.experiments.results import Results
    from service.html.experiments.words import Words
    from service.html.parts import Table
    from service.store.protocol import Store


@click.group(epilog="Example: zuvor experiment results homepage")
def command() -> None:
    """What came of experiments."""


@command.command(epilog="Example: zuvor experiment results homepage --as-of 2026-11-22T00:00:00Z")
@click.argument("name")
@click.option("--phase", type=click.IntRange(min=1), help="One that is over; the last one without it.")
@as_of
@as_json
@with_settings("store", "locale", "personalisation_holdout")
def results(settings: Settings, name: str, phase: int | None, as_of: int, as_json: bool) -> None:
    """Compute and print the analysis of NAME. It is kept for the route and the console page."""
    from service.store import open_store
    from training.experiments.analysis import analyse

    now, held_out = system_clock(), settings.personalisation_holdout
    if as_of > now:
        say(f"{to_text(as_of)} is still to come: computed as of now")
    store = open_store(settings.store)
    with stages() as progress:
        found = analyse(
            store, name, as_of=min(as_of, now), now=now, progress=progress, held_out=held_out, phase=phase
        )
    awaits = awaited(store, found, min(as_of, now), settings.locale)
    store.close()
    if as_json:
        from service.api.results import told

        give_json(told(found, found.computed_at, settings.locale))
    else:
        give("\n\n".join([*printed(found, settings.locale), *awaits]))


@command.command("list", epilog="Example: zuvor experiment list --json")
@as_json
@with_settings("store", "locale")
def list_(settings: Settings, as_json: bool) -> None:
    """All experiments, and what is known of each."""
    from service.html.experiments.words import Words
    from service.store import open_store

    store = open_store(settings.store)
    found = [row(name, analysis, Words(settings.locale)) for name, analysis in known(store)]
    store.close()
    names = ("name", "state", "computed_at", "verdict")
    if as_json:
        give_json([dict(zip(names, one, strict=True)) for one in found])
    elif not found:
        give("no experiment is defined; `zuvor apply --help` shows how")
    else:
        give(table(names, found))


def printed(found: Results, locale: str) -> Iterator[str]:
    """Verdict, metrics, checks, parts: as the page tells them, without its pictures."""
    from service.html.experiments.said import age, verdict
    from service.html.experiments.tables import checked, effect_table, facts, segment_table
    from service.html.experiments.words import Words

    say = Words(locale)
    yield "\n".join(verdict(found, say))
    yield "\n".join(f"{fact.name}: {fact.value} ({fact.beside})" for fact in facts(found, say))
    for one in (effect_table(found, say), segment_table(found, say)):
        if one.rows:
            yield _told(one)
    marks = {True: "+", False: "!"}
    if checks := [f"{marks[check.ok]} {check.sentence}" for check in checked(found, say)]:
        yield "\n".join(checks)
    yield age(found, found.computed_at, say)


def awaited(store: Store, found: Results, now: int, locale: str) -> list[str]:
    """Before the start: what to expect, as the page tells it."""
    from service.experiments.expected import expected
    from service.html.experiments.planned import planned
    from service.html.experiments.words import Words
    from training.experiments.analysis import defined

    if found.expected is None:
        return []
    definition, version, _ = defined(store, found.name, now, found.phase)
    awaits = expected(store, definition, version, now)
    return ["\n".join(planned(definition, awaits, now, Words(locale)))] if awaits else []


def _told(one: Table) -> str:
    rows = [["–" if cell is None else cell for cell in row] for row in one.rows]
    return f"{one.caption}\n{table(one.columns, rows)}"


def known(store: Store) -> Iterator[tuple[str, Results | None]]:
    """Every experiment's name with its last analysis, None where there is none that can be read."""
    from features.experiments.definition import HOLDOUT, KIND
    from service.store.analyses import readable

    kept = store.analyses()
    names = {definition.name for definition in store.definitions(KIND)}
    names |= {HOLDOUT} & {analysis.name for analysis in kept}
    analyses = {analysis.name: readable(analysis) for analysis in kept if analysis.name in names}
    for name in sorted(names):
        yield name, analyses.get(name)


def row(name: str, found: Results | None, say: Words) -> tuple[str, str, str, str]:
    """One line of the list."""
    from service.html.experiments.said import verdict

    if found is None:
        return name, "-", "-", say("uncomputed")
    return name, found.state, to_text(found.computed_at), next(iter(verdict(found, say)), "")
