"""Files, and one select over them → frames with the columns we know, not read yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars.exceptions import PanicException, PolarsError

from features.errors import BadSource
from service.ingest.columns import Columns, normal

SAMPLE = 10_000  # rows from which the columns of a text file are told

_TEXT_BYTES_PER_ROW = 60
_GZIP_RATIO = 8


class Source(NamedTuple):
    """What is read as one: a file, or all files where a select maps them."""

    name: str
    frame: pl.LazyFrame
    rows: int  # a guess for text files
    unknown: tuple[str, ...]


def open_sources(
    paths: Sequence[Path], sql: str | None, columns: Columns, needed: Sequence[set[str]]
) -> list[Source]:
    """Sources in normal form. Raises BadSource where a file, the select or a needed column is missing.

    `needed`: of each set, one column has to be there.
    """
    if not paths:
        raise BadSource("no source was named; name a .parquet, .csv or .ndjson file")
    frames = [_scan(path, columns, typed=sql is not None) for path in paths]
    rows = [_guess_rows(path) for path in paths]
    names = [str(path) for path in paths]
    if sql is not None:
        frames, rows, names = [_selected(frames, sql)], [sum(rows)], [", ".join(names)]
    return [
        _known(name, frame, guess, columns, needed)
        for name, frame, guess in zip(names, frames, rows, strict=True)
    ]


@contextmanager
def readable(name: str) -> Iterator[None]:
    """What goes wrong while a file is read is the file's fault, and said so."""
    try:
        yield
    except (PolarsError, PanicException, OSError, UnicodeDecodeError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BadSource(
            f"{name} can't be read: {first}; mend the file and repeat, nothing was imported"
        ) from error


def _scan(path: Path, columns: Columns, *, typed: bool) -> pl.LazyFrame:
    if not path.is_file():
        raise BadSource(f"{path} is no file; check the name")
    if path.stat().st_size == 0:
        raise BadSource(f"{path} is empty; give a file with rows")
    suffix = Path(path.name.removesuffix(".gz")).suffix
    with readable(str(path)):
        if path.suffix == ".parquet":
            return pl.scan_parquet(path, glob=False)
        if suffix == ".csv":
            return _csv(path, columns, typed)
        if suffix in (".ndjson", ".jsonl"):
            return _ndjson(path, columns, typed)
    raise BadSource(f"{path} has no suffix we read; use .parquet, .csv, .ndjson or .jsonl (text also .gz)")


def _csv(path: Path, columns: Columns, typed: bool) -> pl.LazyFrame:
    """Everything is text (postcodes keep their zeros); a select gets numbers, except under text's names."""
    plain = pl.scan_csv(path, infer_schema=False, glob=False)
    if not typed:
        return plain
    text = {name: pl.String for name in plain.collect_schema() if columns.get(name) == "text"}
    return pl.scan_csv(path, infer_schema_length=SAMPLE, schema_overrides=text, glob=False)


def _ndjson(path: Path, columns: Columns, typed: bool) -> pl.LazyFrame:
    """Without a select every field is text, nested ones are their JSON; ours are read wherever they begin."""
    plain = pl.scan_ndjson(path, infer_schema_length=SAMPLE)
    if typed:
        return plain
    there = plain.collect_schema()
    ours = [] if columns.keys().isdisjoint(there) else list(columns)
    theirs = [name for name in there if name not in columns]
    return pl.scan_ndjson(path, schema=dict.fromkeys([*ours, *theirs], pl.String))


def _guess_rows(path: Path) -> int:
    with readable(str(path)):
        if path.suffix == ".parquet":
            return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
        size = path.stat().st_size * (_GZIP_RATIO if path.suffix == ".gz" else 1)
        return size // _TEXT_BYTES_PER_ROW


def _selected(frames: list[pl.LazyFrame], sql: str) -> pl.LazyFrame:
    try:
        source = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal_relaxed")
        selected = pl.SQLContext({"source": source}, eager=False).execute(sql)
        selected.collect_schema()
    except (PolarsError, PanicException, OSError) as error:
        first = str(error).strip().splitlines()[0]
        raise BadSource(f"the select can't be run: {first}; name its table `source`") from error
    return selected


def _known(name: str, frame: pl.LazyFrame, rows: int, columns: Columns, needed: Sequence[set[str]]) -> Source:
    with readable(name):
        schema = frame.collect_schema()
    for choice in needed:
        if choice.isdisjoint(schema):
            wanted = " or ".join(f"`{column}`" for column in sorted(choice, reverse=True))
            mend = "write one event per line" if "events" in schema else "name it so in the file or in --sql"
            raise BadSource(f"{name} has no column {wanted}; {mend}")
    for column, dtype in schema.items():
        if columns.get(column) == "time" and not (dtype.is_temporal() or dtype in (pl.String, pl.Null)):
            raise BadSource(f"{name}: `{column}` is {dtype}, no time; make it one in --sql, e.g. with CAST")
    exprs = [e for c, dtype in schema.items() if c in columns for e in normal(c, columns[c], dtype)]
    unknown = tuple(column for column in schema if column not in columns)
    return Source(name, frame.select(exprs), rows, unknown)
