"""Sources of any size → files small enough for memory, in which all rows of one event lie together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from service.ingest.sources import Source, readable

ROWS_AT_ONCE = 400_000
MOST_PARTS = 256
ROW_GROUP = 10_000  # rows held in memory for every part while sources are read

_CONTENT = ("customer_id", "anonymous_id", "occurred_at", "item_id", "order_id")


class Spool:
    """Reads every source to its end before anything is imported; so a damaged one imports nothing."""

    def __init__(self, folder: Path, sources: Sequence[Source], first: frozenset[str]) -> None:
        """Rows of the `first` kinds of event come before all others."""
        self._folder = folder
        self._parts = min(sum(source.rows for source in sources) // ROWS_AT_ONCE + 1, MOST_PARTS)
        for number, source in enumerate(sources):
            with readable(source.name):
                self._fill(folder / str(number), source.frame, first)
        self.rows = sum(_height(file) for file in folder.rglob("*.parquet"))

    def _fill(self, folder: Path, frame: pl.LazyFrame, first: frozenset[str]) -> None:
        part = _part(frame.collect_schema().names(), self._parts, first)
        frame.with_columns(part.alias("part")).sink_parquet(
            pl.PartitionBy(folder, key="part", include_key=False),
            mkdir=True,
            row_group_size=ROW_GROUP,
            compression="lz4",
        )

    def frames(self) -> Iterator[pl.DataFrame]:
        """Part after part; columns that are empty in a part are left out."""
        for part in range(2 * self._parts):
            files = sorted(self._folder.glob(f"*/part={part}/*.parquet"))
            if files:
                frame = pl.concat(
                    [pl.read_parquet(file, hive_partitioning=False) for file in files], how="diagonal_relaxed"
                )
                yield frame.select(column.name for column in frame if column.null_count() < frame.height)


def _height(file: Path) -> int:
    return int(pl.scan_parquet(file).select(pl.len()).collect().item())


def _part(names: Sequence[str], parts: int, first: frozenset[str]) -> pl.Expr:
    """Rows of one event, or the same row twice, go to the same part."""
    content = [pl.col(name).cast(pl.String) for name in _CONTENT if name in names]
    keys = [pl.col("event_id")] if "event_id" in names else []
    if content:
        keys.append(pl.concat_str(content, ignore_nulls=True))
    part = pl.coalesce(keys).hash() % parts if keys and parts > 1 else pl.lit(0, pl.UInt64)
    later = ~pl.col("event").is_in(first).fill_null(False) if "event" in names else pl.lit(False)
    return pl.when(later).then(part + parts).otherwise(part)
