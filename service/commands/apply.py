"""`zuvor apply`: definitions in TOML → in force, all of a call or nothing; before a start, what to expect."""

from __future__ import annotations

import getpass
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from features.clock import to_text
from features.errors import BadInput, Rejected
from features.experiments.definition import KIND, Experiment, from_table
from features.settings import Settings
from service.commands.expecting import expect, expected
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import give, give_json, stages

if TYPE_CHECKING:
    from service.ingest.defining import Defined
    from service.store.protocol import Store

LATER = ("rule", "touchpoint", "intervention")

file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(epilog="Example: zuvor apply experiments.toml")
@click.argument("files", nargs=-1, required=True, type=file)
@click.option("--by", default=getpass.getuser, help="Who changes it, kept with the version; else the user.")
@as_of
@as_json
@with_settings("store")
def command(settings: Settings, files: tuple[Path, ...], by: str, as_of: int, as_json: bool) -> None:
    """Put definitions in force, all of them or none.

    FILES are TOML with a table [[experiment]] each. What is already so makes no new version. A running
    experiment isn't redefined: a change is a new phase.
    """
    from service.store import open_store

    experiments = [experiment for path in files for experiment in read(path)]
    with closing(open_store(settings.store)) as store:
        done = in_force(store, experiments, now=as_of, by=by)
        with stages() as progress:
            told = [
                {
                    "kind": KIND,
                    "name": one.name,
                    "version": one.version,
                    "changed": one.changed,
                    "expected": expect(store, experiment, as_of, progress)
                    if _begins(one, experiment, as_of)
                    else None,
                }
                for one, experiment in zip(done, experiments, strict=True)
            ]
    if as_json:
        give_json(told)
    else:
        lines = (printed(one, of, as_of) for one, of in zip(told, experiments, strict=True))
        give("\n".join(line for of_one in lines for line in of_one))


def read(path: Path) -> list[Experiment]:
    """The experiments of a file. Raises BadInput with all that is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text())
    except (ValueError, RecursionError) as error:  # a number or a depth beyond all measure, too
        raise BadInput(f"{path} is no TOML ({error}); write tables [[experiment]]") from None
    for key in tables.keys() - {KIND}:
        if key in LATER:
            raise BadInput(f"{path}: this version doesn't know [[{key}]] yet; let experiments stand alone")
        raise BadInput(f"{path}: nobody knows {key!r}; write tables [[experiment]]")
    found = tables.get(KIND, [])
    if not isinstance(found, list) or not found:
        raise BadInput(f"{path} defines nothing; write tables [[experiment]]")
    experiments, wrong = [], []
    for number, table in enumerate(found):
        try:
            experiments.append(from_table(table))
        except Rejected as fault:
            wrong.append(_sentence(f"{path}, {_name(table, number)}", fault))
    if wrong:
        raise BadInput("\n".join(wrong))
    return experiments


def in_force(store: Store, experiments: Sequence[Experiment], *, now: int, by: str) -> list[Defined]:
    """All of them, or none where one can't be as it is. Raises BadInput with every fault."""
    from service.ingest.defining import define
    from service.page.shelves import NAMES

    if twice := [name for name, times in Counter(one.name for one in experiments).items() if times > 1]:
        raise BadInput(f"{twice[0]!r} is defined twice; let one of them stand")
    with store.write() as transaction:
        done = [define(transaction, one, shelves=NAMES, now=now, by=by) for one in experiments]
        if wrong := [_sentence(one.name, fault) for one in done for fault in one.faults]:
            raise BadInput("\n".join(["nothing was changed:", *wrong]))
    return done


def printed(told: dict[str, Any], experiment: Experiment, now: int) -> Iterator[str]:
    """What became of one, and what to expect of it."""
    changed = ", ".join(told["changed"])
    what = f"new: {changed}" if told["version"] == 1 and changed else changed or "unchanged"
    yield f"{experiment.name}: version {told['version']}, {what}"
    if told["expected"] is not None:
        start = to_text(experiment.starts_at)
        began = experiment.starts_at <= now
        yield (
            f"  runs since {start}; nobody took part before {to_text(now)}" if began else f"  starts {start}"
        )
        for recipe in sorted({variant.recipe for variant in experiment.variants if variant.recipe}):
            train = f"zuvor train --recipe FILE --as {recipe}"
            yield f"  nobody takes part until `{train}` has published its model"
        yield from (f"  {line}" for line in expected(experiment, told["expected"]))


def _begins(done: Defined, experiment: Experiment, now: int) -> bool:
    """Has nobody taken part yet: it starts later, or was defined only now."""
    return experiment.starts_at > now or "start" in done.changed


def _sentence(where: str, fault: Rejected) -> str:
    return f"{where}: {fault}"


def _name(table: object, number: int) -> str:
    name = table.get("name") if isinstance(table, dict) else None
    return str(name or f"experiment {number + 1}")
