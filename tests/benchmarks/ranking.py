"""Rankings of Online Retail II's customers against what they bought in the 28 days after the cut.

Protocol: one global cut; customers with an event before it; the whole catalogue; items unknown then left out.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from tests.benchmarks.shop import CUT, import_all, transactions, zuvor
from training.evaluation.bootstrap import interval
from training.evaluation.metrics import metrics


def run() -> None:
    """Import, train up to the cut, rank in batch, score."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import_all(folder)
        seconds, peak, said = zuvor(folder, "train", "--as-of", CUT)
        print(said)
        print(f"train: {seconds:.0f} s, peak {peak:.0f} MB")
        for targets in ("all", "new"):
            print(score(folder, targets))


def score(folder: Path, targets: str) -> str:
    """One line: NDCG@10 with its 95 % interval, and Recall@20."""
    out = folder / f"{targets}.parquet"
    zuvor(folder, "recommend", "--customers", "all", "--targets", targets, "--as-of", CUT, "--out", str(out))
    wanted = bought_after(targets)
    ranked = pl.read_parquet(out).sort("rank").group_by("customer_id").agg("item_id")
    rankings = dict(ranked.iter_rows())
    pairs = [metrics(np.array(rankings.get(c, [])), np.array(items)) for c, items in wanted.items()]
    ndcg, recall = np.array(pairs).T
    low, high = interval(ndcg)
    return (
        f"{targets}: {len(wanted)} customers, NDCG@10 {ndcg.mean():.4f} ({low:.4f}–{high:.4f}), "
        f"Recall@20 {recall.mean():.4f}"
    )


def bought_after(targets: str) -> dict[str, list[str]]:
    """Customer → items bought between the cut and the end of the data that were sold before, too."""
    lines = pl.read_parquet(transactions()).filter(
        pl.col("customer_id").is_not_null(),
        pl.col("quantity") > 0,
        ~pl.col("invoice").str.starts_with("C"),
        pl.col("stock_code").str.contains(r"^\d{5}"),
    )
    pair = ["customer_id", "stock_code"]
    lines = lines.select(pl.col("customer_id").cast(pl.String), "stock_code", "invoice_date")
    cut = pl.lit(CUT).str.to_datetime(time_zone="UTC").dt.replace_time_zone(None)
    before, after = lines.filter(pl.col("invoice_date") <= cut), lines.filter(pl.col("invoice_date") > cut)
    taken = after.select(pair).unique().join(before.select("stock_code").unique(), on="stock_code")
    taken = taken.join(before.select("customer_id").unique(), on="customer_id")
    if targets == "new":
        taken = taken.join(before.select(pair).unique(), on=pair, how="anti")
    return dict(taken.group_by("customer_id").agg("stock_code").iter_rows())
