"""A stored analysis → one table of all its figures, as CSV or Parquet; `part` says what a row is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from features.experiments.results import Results
from service.html.sheet import Form, sheet

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


def download(results: Results, form: Form) -> bytes:
    """The file."""
    return sheet(_rows(results), TEXTS, NUMBERS, form)


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
