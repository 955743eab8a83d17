"""A new model again and again while two workers answer: failed, mixed, how slow, how soon everywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from features.artifact import current, make_current, open_model
from tests.benchmarks.shop import CUT, trained, transactions
from tests.running import Service, until
from tests.swapping import Hammer, Seen, both, take_turns

SWAPS, ASKING, PAUSE = 24, 4, 0.012


def run() -> None:
    """Import, train, publish two versions in turn while four connections ask."""
    with trained() as folder:
        measure(folder)


def measure(folder: Path) -> None:
    """Serve the first of the two, then swap."""
    root = folder / "artifacts"
    model = open_model(root / str(current(root)))
    assert model.manifest
    first, second = sides = both(root, model, model.manifest)
    make_current(root, first)
    (folder / "swap").mkdir(exist_ok=True)
    places = [f"--store=sqlite:///{folder}/zuvor.db", f"--artifacts={root}", "--page-deadline=80ms"]
    service = Service(folder / "swap", *places, "--workers=2", f"--as-of={CUT}")
    hammer = Hammer(service.port, sides, bought(), PAUSE).start(ASKING)
    try:
        until(lambda: len(hammer.seen) > 200, 30)
        turns = take_turns(root, (first, second), hammer, SWAPS, until)
    finally:
        hammer.stop()
        service.kill()
        make_current(root, model.manifest.version)
    print(told(hammer.seen[200:], turns))


def told(seen: list[Seen], turns: list[tuple[float, float]]) -> str:
    """The figures; during a swap: from its publication until both workers served it."""
    during = np.array([any(a - one.took <= one.at <= b for a, b in turns) for one in seen])
    took = np.array([one.took for one in seen]) * 1_000
    refused = np.array([one.status == 503 for one in seen])
    failed = np.array([one.version is None for one in seen]) & ~refused
    mixed = np.array([one.version is not None and not one.whole for one in seen])
    general = np.array([not one.personal for one in seen])
    everywhere = [b - a for a, b in turns]
    lines = [
        f"swap: {len(seen)} requests over {len(turns)} swaps on 2 workers, "
        f"failed {failed.sum()}, mixed {mixed.sum()}; everywhere after {max(everywhere):.1f} s at most"
    ]
    for label, mask in (("until a new version was everywhere", during), ("otherwise", ~during)):
        p50, p99 = np.quantile(took[mask], [0.5, 0.99])
        lines.append(
            f"  {label}: {mask.sum()} requests, p50 {p50:.1f}, p99 {p99:.1f}, "
            f"worst {took[mask].max():.1f} ms; 503 {refused[mask].sum()}, not personal {general[mask].sum()}"
        )
    return "\n".join(lines)


def bought() -> dict[str, set[str]]:
    """Five hundred customers, drawn with a seed, and all that each of them bought before the cut."""
    lines = pl.read_parquet(transactions()).filter(
        pl.col("customer_id").is_not_null(),
        pl.col("quantity") > 0,
        pl.col("invoice_date") < pl.lit(CUT).str.to_datetime(time_zone="UTC").dt.replace_time_zone(None),
    )
    lines = lines.select(pl.col("customer_id").cast(pl.String), pl.col("stock_code").cast(pl.String))
    by_customer = dict(lines.group_by("customer_id", maintain_order=True).agg("stock_code").iter_rows())
    drawn = np.random.default_rng(1).choice(sorted(by_customer), 500, replace=False)
    return {str(customer): set(by_customer[customer]) for customer in drawn}
