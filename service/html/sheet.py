"""Rows of figures → one table as CSV or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Form = Literal["csv", "parquet"]
FORMS: dict[Form, str] = {"csv": "CSV", "parquet": "Parquet"}
MEDIA: dict[Form, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute
Row = Mapping[str, Any]


def form_of(name: str) -> Form | None:
    """What a file is asked for as; None where there is no such form."""
    return next((form for form in FORMS if form == name), None)


def sheet(rows: Iterable[Row], texts: Sequence[str], numbers: Sequence[str], form: Form) -> bytes:
    """The file, columns as named; polars is loaded when somebody asks for Parquet."""
    return _csv(rows, (*texts, *numbers)) if form == "csv" else _parquet(rows, texts, numbers)


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _parquet(rows: Iterable[Row], texts: Sequence[str], numbers: Sequence[str]) -> bytes:
    import polars as pl

    out = io.BytesIO()
    schema = dict.fromkeys(texts, pl.Utf8) | dict.fromkeys(numbers, pl.Float64)
    pl.DataFrame([dict.fromkeys(schema) | dict(row) for row in rows], schema).write_parquet(out)
    return out.getvalue()
