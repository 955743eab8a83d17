"""`zuvor import`: Parquet, CSV or NDJSON → the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from msgspec.structs import asdict

from features.clock import system_clock
from features.errors import BadInput
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import bar, give, give_json, say, table

if TYPE_CHECKING:
    from service.ingest.files import Report

SOURCE = click.Path(exists=True, path_type=Path)


@click.command("import", epilog="Example: zuvor import shop.csv --kind events --sql mapping.sql")
@click.argument("sources", nargs=-1, required=True, type=SOURCE, metavar="SOURCE…")
@click.option(
    "--kind",
    type=click.Choice(["events", "items", "origins"]),
    default="events",
    show_default=True,
    help="What the rows are.",
)
@click.option("--sql", metavar="TEXT|FILE", help="One select over the table `source` that gives our columns.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write rejected rows here.")
@as_json
@with_settings("store", "consent_default")
def command(
    settings: Settings,
    sources: tuple[Path, ...],
    kind: Literal["events", "items", "origins"],
    sql: str | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Take in events, items or origins. A repeated import adds nothing."""
    from service.ingest.files import import_files
    from service.store import open_store

    store = open_store(settings.store)
    with bar("importing") as progress:
        report = import_files(
            store,
            list(sources),
            kind=kind,
            sql=text_of(sql),
            now=system_clock(),
            consent_granted=settings.consent_granted,
            rejects=rejects,
            progress=progress,
        )
    store.close()
    if report.unknown_columns:
        say(f"left out, as nobody knows them: {', '.join(report.unknown_columns)}")
    if report.addresses:
        from service.ingest.addresses import ADVICE

        say(f"events whose customer_id is an e-mail address: {report.addresses}; {ADVICE}")
    if as_json:
        give_json({**asdict(report), "rejected": sum(report.rejected_rows.values())})
    else:
        give(told(report))


def told(report: Report) -> str:
    """Counts of what the rows made, then rejected rows by reason, the most frequent first."""
    counts = [(name, getattr(report, name)) for name in ("accepted", "duplicate", "withheld")]
    rejected = sum(report.rejected_rows.values())
    said = table((f"from {report.rows} rows", "count"), [*counts, ("rejected rows", rejected)])
    if report.rejected_rows:
        said += "\n\n" + table(("rejected because", "rows"), list(report.rejected_rows.items()))
    return said


def text_of(sql: str | None) -> str | None:
    """The select itself, or what stands in the file of that name."""
    if sql is None or not names_file(sql):
        return sql
    try:
        return Path(sql).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{sql} can't be read: {error}; save the select as text in UTF-8") from None


def names_file(text: str) -> bool:
    """A select may be longer than any name of a file."""
    try:
        return Path(text).is_file()
    except OSError:
        return False
