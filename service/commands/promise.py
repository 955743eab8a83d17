"""`zuvor promise`: when orders arrive, each from what was known at its time, by the code that serves."""

from __future__ import annotations

from pathlib import Path

import click

from features.clock import parse_moment
from features.errors import BadInput
from features.settings import Settings
from service.commands.flags import as_json, with_settings
from service.commands.out import give_json, say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ORDER_TIME = "order-time"


@click.command(epilog="Example: zuvor promise --orders orders.csv --as-of order-time --out promises.parquet")
@click.option(
    "--orders",
    required=True,
    type=FILE,
    help="A row per item: order_id, ordered_at, item_id, and origin, country, postcode where known.",
)
@click.option(
    "--as-of",
    "as_of",
    required=True,
    metavar=f"TIME|{ORDER_TIME}",
    help="Nothing later is known (RFC 3339), or of each order what was known at its time.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A Parquet file.")
@as_json
@with_settings("store", "artifacts", "timezone", "promise_level", "promise_min_support")
def command(settings: Settings, orders: Path, as_of: str, out: Path, as_json: bool) -> None:
    """Promise for each order. Columns of the file: order_id, earliest, most_likely, latest, confidence."""
    moment = None if as_of == ORDER_TIME else moment_of(as_of)
    from service.engine.promising import AskedItem, promise
    from service.ingest.asked import read_asked
    from service.store import open_store

    asked = [AskedItem(**row) for row in read_asked(orders)]
    store = open_store(settings.store)
    count = len({row.order_id for row in asked})
    promised = promise(store, settings, asked, moment, out)
    store.close()
    if as_json:
        give_json({"orders": count, "promised": promised, "out": str(out)})
    else:
        say(f"{promised} of {count} orders got a promise: {out}")


def moment_of(text: str) -> int:
    """A time, in microseconds."""
    try:
        return parse_moment(text)
    except BadInput as error:
        raise click.BadParameter(f"{error}; or write {ORDER_TIME}", param_hint="--as-of") from None
