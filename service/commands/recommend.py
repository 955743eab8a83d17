"""`zuvor recommend`: rankings for many customers at once, by the code that serves."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from features.settings import Settings
from service.commands.flags import as_json, as_of, with_settings
from service.commands.out import bar, give_json, say


@click.command(epilog="Example: zuvor recommend --customers all --size 20 --out rankings.parquet")
@click.option("--customers", required=True, metavar="FILE|all", help="One id per line, or everybody.")
@click.option(
    "--targets",
    type=click.Choice(["all", "new"]),
    default="all",
    show_default=True,
    help="all: what is most likely wanted next; new: only what the customer never had to do with.",
)
@click.option(
    "--size", default=20, show_default=True, type=click.IntRange(1, 1_000), help="Items per customer."
)
@as_of
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A Parquet file.")
@as_json
@with_settings("store", "artifacts", "consent_default")
def command(
    settings: Settings,
    customers: str,
    targets: Literal["all", "new"],
    size: int,
    as_of: int,
    out: Path,
    as_json: bool,
) -> None:
    """Rank for each customer, into a Parquet file. Its columns: customer_id, rank, item_id, score, source."""
    chosen = listed(customers)
    from service.engine.batch import recommend
    from service.store import open_store

    store = open_store(settings.store)
    with bar("ranking") as progress:
        rows = recommend(
            store,
            settings,
            customers=chosen,
            targets=targets,
            size=size,
            as_of=as_of,
            out=out,
            progress=progress,
        )
    store.close()
    if as_json:
        give_json({"rows": rows, "out": str(out)})
    else:
        say(f"{rows} rows: {out}")


def listed(customers: str) -> Path | None:
    """The file of ids, None for everybody."""
    if customers == "all":
        return None
    if not Path(customers).is_file():
        raise click.BadParameter(
            f"{customers} is no file; write `all` for everybody", param_hint="--customers"
        )
    return Path(customers)
