"""Promises of simulated shops at each order's time, by `zuvor promise`, against when parcels arrived."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from tests.benchmarks.parcels import ParcelShop, drawn_shop
from tests.benchmarks.shop import zuvor

NOW = datetime(2026, 7, 31, tzinfo=UTC)
DAYS, ORDERS = 400, 80_000
CUT, LAST = datetime(2026, 3, 1, tzinfo=UTC), NOW - timedelta(days=35)
FEW = 30
SEEDS = (7,)


def run() -> None:
    """Import, train up to the cut, promise every later order from what was known at its time."""
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as name:
            shop = drawn_shop(seed, NOW, DAYS, ORDERS)
            folder, asked = Path(name), shop.asked.filter(pl.col("ordered_at").is_between(CUT, LAST))
            print(
                f"simulated shop, seed {seed}: {ORDERS} orders, {asked['order_id'].n_unique()} of them asked"
            )
            print(report(shop, promised(folder, shop, asked)), flush=True)


def promised(folder: Path, shop: ParcelShop, asked: pl.DataFrame) -> pl.DataFrame:
    """By the commands."""
    from training.demo.warehouses import origins_table

    shop.events.write_parquet(folder / "events.parquet")
    origins_table().write_parquet(folder / "origins.parquet")
    asked.write_parquet(folder / "asked.parquet")
    for kind in ("origins", "events"):
        zuvor(folder, "import", str(folder / f"{kind}.parquet"), "--kind", kind)
    trained, _, _ = zuvor(folder, "train", "--force", "--as-of", CUT.isoformat())
    out = str(folder / "promises.parquet")
    seconds, _, _ = zuvor(
        folder, "promise", "--orders", str(folder / "asked.parquet"), "--as-of", "order-time", "--out", out
    )
    print(f"train {trained:.0f} s, promise {seconds:.0f} s")
    return pl.read_parquet(out)


def report(shop: ParcelShop, promises: pl.DataFrame) -> str:
    """A line per group: how many, coverage with its 95 % interval, days promised, the shop's own coverage."""
    whole = shop.parcels.group_by("order_id").agg(
        pl.col("promised", "country").first(),
        pl.col("delivered", "slower").max(),
        pl.col("origin", "carrier").sort_by("delivered").last(),
        parcels=pl.len(),
    )
    bought = shop.asked.group_by("order_id").agg(pl.col("ordered_at").first())
    table = promises.join(whole, on="order_id").join(bought, on="order_id")
    said = table.drop_nulls("latest").with_columns(
        kept=pl.col("delivered") <= pl.col("latest"),
        kept_by_shop=pl.col("delivered") <= pl.col("promised"),
        days=(pl.col("latest") - pl.col("ordered_at")).dt.total_seconds() / 86_400,
        lane=pl.format("{} → {}", "origin", "country"),
        week=pl.when(pl.col("slower") > 1).then(pl.lit("bad week")).otherwise(pl.lit("other weeks")),
        several=pl.when(pl.col("parcels") > 1).then(pl.lit("two parcels")).otherwise(pl.lit("one parcel")),
        month=pl.col("ordered_at").dt.strftime("%Y-%m"),
    )
    lines = [
        f"without a promise: {table.height - said.height}",
        *_lines(said.with_columns(all=pl.lit("all")), "all"),
    ]
    for group in ("several", "week", "carrier", "lane", "month"):
        lines += _lines(said, group)
    return "\n".join(lines)


def _lines(said: pl.DataFrame, group: str) -> list[str]:
    means = (
        said.group_by(group).agg(pl.col("kept", "days", "kept_by_shop").mean(), orders=pl.len()).sort(group)
    )
    return [_line(*row) for row in means.iter_rows()]


def _line(name: str, kept: float, days: float, by_shop: float, orders: int) -> str:
    if orders < FEW:
        return f"{name:<18}{orders:>7}  few deliveries"
    wide = 1.96 * (kept * (1 - kept) / orders) ** 0.5
    return (
        f"{name:<18}{orders:>7}  in time {kept:.3f} ({kept - wide:.3f}–{min(kept + wide, 1):.3f}), "
        f"{days:.2f} days promised; the shop's own promise in time {by_shop:.3f}"
    )
