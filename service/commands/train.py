"""`zuvor train`: history → a published artifact, or the reason why not."""

from __future__ import annotations

from pathlib import Path

import click

from features.disk import refuse_unwritable
from features.settings import Settings
from service.commands.flags import as_json, as_of, with_settings
from service.commands.interventions import learn
from service.commands.out import give, give_json, say, stages
from service.commands.retain import tidy

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: zuvor train --as-of 2026-11-01T00:00:00+01:00 --report report.html")
@as_of
@click.option(
    "--recipe", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A recipe in TOML."
)
@click.option("--as", "name", help="Publish beside the serving recipe, under this name.")
@click.option("--report", type=FILE, help="Write a report with pictures to this file.")
@click.option("--force", is_flag=True, help="Publish without comparing.")
@as_json
@with_settings("store", "artifacts", "locale", "consent_default", "artifacts_kept")
def command(
    settings: Settings,
    as_of: int,
    recipe: Path | None,
    name: str | None,
    report: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Learn from the history, publish the better recipe. It is compared with the one that serves.

    Where gestures were decided upon, it is learned from them, too (zuvor interventions).
    """
    from service.store import open_store
    from training.evaluation.table import table
    from training.findings.notices import sentence
    from training.job import train

    if report:
        refuse_unwritable(report)
    store = open_store(settings.store)
    with stages() as progress:
        if name is None:  # beforehand: a model that isn't published must not keep gestures from being learned
            learn(store, settings, as_of=as_of, progress=progress)
        outcome = train(
            store, settings, as_of=as_of, progress=progress, recipe=recipe, name=name, force=force
        )
    tidy(store)
    store.close()
    if as_json:
        give_json(outcome)
    else:
        give(table(outcome))
        give(outcome.verdict)
        for notice in outcome.notices:
            give(sentence(notice, settings.locale))
    if report:
        from training.report import write_report

        write_report(report, settings, outcome)
        say(f"report: {report}")
