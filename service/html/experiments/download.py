"""A stored analysis → one table of all its figures, as CSV or Parquet; `part` says what a row is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from features.experiments.results import Results

Form = Literal["csv", "parquet"]
MEDIA: dict[Form, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
TEXTS = ("part", "variant", "metric", "role", "column", "value", "kind")
NUMBERS = (
    "day",
    "units",
    "expected",
    "control",
    "treated",
    "difference",
    "low",
    "high",
    "relative",
    "relative_low",
    "relative_high",
    "p",
    "p_adjusted",
    "narrowed",
    "capped",
    "lower",
    "upper",
    "information",
    "ok",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def download(results: Results, form: Form) -> bytes:
    """The file; polars is loaded when somebody asks for Parquet."""
    return _csv(results) if form == "csv" else _parquet(results)


def _csv(results: Results) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, (*TEXTS, *NUMBERS))
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in _rows(results))
    return out.getvalue().encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _parquet(results: Results) -> bytes:
    import polars as pl

    out = io.BytesIO()
    schema = dict.fromkeys(TEXTS, pl.Utf8) | dict.fromkeys(NUMBERS, pl.Float64)
    rows = [dict.fromkeys(schema) | row for row in _rows(results)]
    pl.DataFrame(rows, schema).write_parquet(out)
    return out.getvalue()


def _rows(results: Results) -> Iterator[dict[str, Any]]:
    for variant in results.variants:
        yield _row("variant", variant, variant=variant.name)
    for effect in results.effects:
        yield _row("effect", effect)
    for look in results.path:
        yield _row("look", look, metric=results.metric, difference=look.effect)
    for segment in results.segments:
        yield _row("segment", segment, metric=results.metric)
    for check in results.checks:
        yield _row("check", check, ok=float(check.ok))


def _row(part: str, told: Struct, **more: Any) -> dict[str, Any]:
    fields = msgspec.structs.asdict(told) | more
    known = {name: value for name, value in fields.items() if name in (*TEXTS, *NUMBERS)}
    return {"part": part} | {
        name: float(value) if name in NUMBERS and value is not None else value
        for name, value in known.items()
    }
