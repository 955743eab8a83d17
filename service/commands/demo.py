"""`zuvor demo`: a simulated shop, its experiment and gestures, imported, trained and served."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from features import settings as settings_table
from features.clock import system_clock, to_datetime
from features.settings import Settings
from service.commands import demo_experiment, demo_gestures, touchpoints
from service.commands.out import give, say, stages, step
from service.commands.serve import refuse_taken
from service.store.protocol import Store

if TYPE_CHECKING:
    from training.job import Outcome

Kind = Literal["items", "origins", "events"]

FOLDER = Path("var/demo")
HOST = "127.0.0.1"
KINDS: tuple[Kind, ...] = ("items", "origins", "events")


@click.command(epilog="Example: zuvor demo --port 8000")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="Where to listen."
)
@click.option("--no-serve", is_flag=True, help="Only build the shop and its model.")
def command(port: int, no_serve: bool) -> None:
    """Build, train and serve a small simulated shop at /shop."""
    if not no_serve:
        refuse_taken(HOST, port)
    now = system_clock()
    settings = settings_table.read(variables(FOLDER))
    simulate(FOLDER, now)
    illustrate(FOLDER, settings, fill(FOLDER, settings, now))
    if no_serve:
        give(str(FOLDER))
        return
    shop = variables(FOLDER)
    say(f"for other commands: export ZUVOR_STORE={shop['store']} ZUVOR_ARTIFACTS={shop['artifacts']}")
    name = demo_experiment.definition(FOLDER).name
    say(f"what came of an experiment: http://{HOST}:{port}/console/experiments/{name}")
    say(f"what was promised and what was kept: http://{HOST}:{port}/console/touchpoints")
    say(f"what gestures did: http://{HOST}:{port}/console/interventions")
    say(f"what waits for approval, and for whom: http://{HOST}:{port}/console/approvals")
    give(f"http://{HOST}:{port}/shop")
    serve(FOLDER, port)


def variables(folder: Path) -> dict[str, str | None]:
    """Everything of the demo lies in its folder."""
    return {
        "store": f"sqlite:///{folder}/zuvor.db",
        "artifacts": str(folder / "artifacts"),
        "demo": str(folder),
        "links": "cart=/shop",
    }


def simulate(folder: Path, now: int) -> None:
    """A fresh shop with a past that ends now."""
    from training.demo import simulate as draw

    shutil.rmtree(folder, ignore_errors=True)
    with step("a shop and four months of its customers"):
        draw(folder, now=to_datetime(now).replace(microsecond=0) - timedelta(seconds=1))


def fill(folder: Path, settings: Settings, now: int) -> Outcome:
    """The shop's files into a store, the store into a model."""
    from service.store import open_store
    from training.evaluation.table import table
    from training.job import train

    store = open_store(settings.store)
    for kind in KINDS:
        with step(f"import of {kind}"):
            bring_in(store, folder / f"{kind}.parquet", kind, settings, now)
    demo_experiment.bring_in(store, folder, settings)
    added = demo_gestures.bring_in(store, folder, settings, now)
    with step("training"), stages() as progress:  # one window to be scored in: a newcomer is waiting
        outcome = train(store, settings, as_of=system_clock(), progress=progress, force=True)
    found = demo_experiment.results(store, folder)
    with step("expectations against experience"), stages() as progress:
        touchpoints.compute(store, settings, as_of=system_clock(), progress=progress)
    proven = demo_gestures.results(store, settings)
    store.close()
    say(table(outcome))
    say(outcome.verdict)
    say(demo_experiment.told(folder, found))
    say(demo_gestures.told(added, proven))
    return outcome


def illustrate(folder: Path, settings: Settings, outcome: Outcome) -> None:
    """The report of the training, and the chart that the shop shows."""
    from training.report import write_chart, write_report

    write_report(folder / "report.html", settings, outcome)
    write_chart(folder / "quality.svg", outcome.scores, settings.locale)


def bring_in(store: Store, source: Path, kind: Kind, settings: Settings, now: int) -> None:
    from service.ingest.files import import_files

    import_files(store, [source], kind=kind, now=now, consent_granted=settings.consent_granted)


def serve(folder: Path, port: int) -> None:
    """`zuvor serve` in place of this process, which still holds what training needed."""
    flags = [f"--{name}={value}" for name, value in variables(folder).items()]
    sys.stdout.flush()
    os.execv(  # noqa: S606  our own program, no shell
        sys.executable, [sys.executable, "-m", "service.cli", "serve", "--port", str(port), *flags]
    )
