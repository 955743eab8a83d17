"""A stored report of gestures → a table of its figures, as CSV or Parquet; `part`: what a row is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from features.interventions.report import Estimate, Report
from service.html.sheet import Form, sheet

TEXTS = ("part", "name", "gesture", "day")
NUMBERS = (
    *("decided", "held", "cost", "accepted", "declined", "old", "repeats", "complaints", "rated", "stars"),
    *("effect", "low", "high", "triggers", "effective", "per_kept_low", "per_kept_high", "count"),
)


def download(report: Report, form: Form) -> bytes:
    """The file."""
    return sheet(_rows(report), TEXTS, NUMBERS, form)


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    for name, told in report.effects.items():
        kept = report.per_kept if name == "repeat_30d" else None
        yield {"part": "effect", "name": name} | _estimate(told, kept)
    for line in report.lines:
        figures = {
            name: value for name, value in asdict(line).items() if name in NUMBERS and name != "effect"
        }
        yield {"part": "gesture", "gesture": line.gesture} | figures | _estimate(line.effect, line.per_kept)
    for day in report.days:
        yield {"part": "day"} | asdict(day)
    for why, count in report.refused.items():
        yield {"part": "refused", "name": why, "count": count}


def _estimate(told: Estimate | None, per_kept: tuple[float, float] | None) -> dict[str, Any]:
    known = {} if told is None else asdict(told)
    return known | ({} if per_kept is None else {"per_kept_low": per_kept[0], "per_kept_high": per_kept[1]})
