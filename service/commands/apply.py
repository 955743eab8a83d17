"""`zuvor apply`: definitions in TOML → in force, all of a call or nothing; before a start, what to expect."""

from __future__ import annotations

import getpass
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from features.clock import to_text
from features.definitions import ALL, Wish, wish
from features.errors import BadInput, Rejected
from features.experiments.definition import Experiment
from features.settings import Settings
from service.commands.expecting import expect, expected
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import give, give_json, stages

if TYPE_CHECKING:
    from features.experiments.expecting import Forecast
    from service.ingest.defining import Defined
    from service.store.protocol import Store

TABLES = ", ".join(f"[[{kind}]]" for kind in ALL)

file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(epilog="Example: zuvor apply experiments.toml")
@click.argument("files", nargs=-1, required=True, type=file)
@click.option("--by", default=getpass.getuser, help="Who changes it, kept with the version; else the user.")
@as_of
@as_json
@with_settings("store")
def command(settings: Settings, files: tuple[Path, ...], by: str, as_of: int, as_json: bool) -> None:
    """Put definitions in force, all of them or none.

    FILES are TOML with tables [[experiment]], [[touchpoint]], [[intervention]], [[reminder]] and [[rule]].
    What is already so makes no new version. A running experiment isn't redefined: a change is a new phase.
    """
    from service.store import open_store

    wishes = [one for path in files for one in read(path)]
    with closing(open_store(settings.store)) as store:
        done = in_force(store, wishes, now=as_of, by=by)
        with stages() as progress:
            told = [
                {"kind": one.kind, "name": one.name, "version": one.version, "changed": one.changed}
                | _expected(store, wanted, one, as_of, progress)
                for one, wanted in zip(done, wishes, strict=True)
            ]
    if as_json:
        give_json(told)
    else:
        lines = (printed(one, of, as_of) for one, of in zip(told, wishes, strict=True))
        give("\n".join(line for of_one in lines for line in of_one))


def read(path: Path) -> list[Wish]:
    """What a file defines, in its order. Raises BadInput with all that is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text())
    except (ValueError, RecursionError) as error:  # a number or a depth beyond all measure, too
        raise BadInput(f"{path} is no TOML ({error}); write tables {TABLES}") from None
    if unknown := sorted(tables.keys() - set(ALL)):
        raise BadInput(f"{path}: nobody knows {unknown[0]!r}; write tables {TABLES}")
    if not tables or not all(isinstance(found, list) and found for found in tables.values()):
        raise BadInput(f"{path} defines nothing; write tables {TABLES}")
    wishes, wrong = [], []
    for kind, found in tables.items():
        for number, table in enumerate(found):
            try:
                wishes.append(_wish(path, kind, number, table))
            except BadInput as fault:
                wrong.append(str(fault))
    if wrong:
        raise BadInput("\n".join(wrong))
    return wishes


def _wish(path: Path, kind: str, number: int, table: object) -> Wish:
    if not isinstance(table, dict):
        raise BadInput(f"{path}, {kind} {number + 1}: this is no table; write [[{kind}]] and its fields")
    try:
        return wish(kind, table)
    except Rejected as fault:
        raise BadInput(_sentence(f"{path}, {table.get('name') or f'{kind} {number + 1}'}", fault)) from None


def in_force(store: Store, wishes: Sequence[Wish], *, now: int, by: str) -> list[Defined]:
    """All of them, or none where one can't be as it is. Raises BadInput with every fault."""
    from service.ingest.defining import define
    from service.page.shelves import NAMES

    named = Counter((one.kind, one.name) for one in wishes)
    if twice := [name for (_, name), times in named.items() if times > 1]:
        raise BadInput(f"{twice[0]!r} is defined twice; let one of them stand")
    with store.write() as transaction:
        done = [define(transaction, one, shelves=NAMES, now=now, by=by) for one in wishes]
        if wrong := [_sentence(one.name, fault) for one in done for fault in one.faults]:
            raise BadInput("\n".join(["nothing was changed:", *wrong]))
    return done


def printed(told: dict[str, Any], wanted: Wish, now: int) -> Iterator[str]:
    """What became of one, and what to expect of an experiment."""
    changed = ", ".join(told["changed"])
    what = f"new: {changed}" if told["version"] == 1 and changed else changed or "unchanged"
    yield f"{wanted.name}: version {told['version']}, {what}"
    if isinstance(wanted.definition, Experiment) and told["expected"] is not None:
        yield from (f"  {line}" for line in _begins(wanted.definition, now))
        yield from (f"  {line}" for line in expected(wanted.definition, told["expected"]))


def _begins(experiment: Experiment, now: int) -> Iterator[str]:
    start = to_text(experiment.starts_at)
    began = experiment.starts_at <= now
    yield f"runs since {start}; nobody took part before {to_text(now)}" if began else f"starts {start}"
    for recipe in sorted({variant.recipe for variant in experiment.variants if variant.recipe}):
        yield f"nobody takes part until `zuvor train --recipe FILE --as {recipe}` has published its model"


def _expected(
    store: Store, wanted: Wish, done: Defined, now: int, progress: Callable[[str], object]
) -> dict[str, Forecast | None]:
    """Of experiments only, and while nobody has taken part: what else is defined holds at once."""
    experiment = wanted.definition
    if not isinstance(experiment, Experiment):
        return {}
    waits = experiment.starts_at > now or "start" in done.changed
    return {"expected": expect(store, experiment, now, progress) if waits else None}


def _sentence(where: str, fault: Rejected) -> str:
    return f"{where}: {fault}"
