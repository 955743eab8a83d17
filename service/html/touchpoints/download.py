"""Standings of touchpoints → one table of all their figures; `part` says what a row is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from features.touchpoints.cells import Analysis, By
from features.touchpoints.standing import Standing
from service.html.sheet import Form, sheet

TEXTS = ("part", "touchpoint", "owner", "by", "segment", "kind", "unit", "metric", "month", "word", "state")
NUMBERS = ("n", "met", "low", "high", "mean", "value", "gestures", "gap", "good", "bad", "log_odds")


def download(found: Analysis, seen: Sequence[Standing], by: By, form: Form) -> bytes:
    """The file."""
    rows = [row for one in seen for row in _of_standing(one, by)]
    return sheet([*rows, *_of_all(found)], TEXTS, NUMBERS, form)


def _of_standing(one: Standing, by: By) -> Iterator[dict[str, Any]]:
    where = {"touchpoint": one.touchpoint, "owner": one.owner, "by": by, "segment": one.segment}
    yield {
        "part": "standing",
        **where,
        "n": one.n,
        "met": one.met,
        "gestures": one.gestures,
        **_between(one.interval),
    }
    for kind in one.kinds:
        told = {"kind": kind.kind, "unit": kind.unit, "n": kind.n, "met": kind.met, "mean": kind.mean}
        yield {"part": "kind", **where, **told, **_between(kind.interval)}
    for score in one.scores:
        told = {"metric": score.metric, "n": score.n, "value": score.value}
        yield {"part": "score", **where, **told, **_between(score.interval)}
    for month in one.months:
        yield {"part": "month", **where, "month": month.month, "n": month.n, "met": month.met}


def _between(interval: Sequence[float] | None) -> dict[str, float | None]:
    low, high = interval or (None, None)
    return {"low": low, "high": high}


def _of_all(found: Analysis) -> Iterator[dict[str, Any]]:
    """What isn't split: it is of the last two years, or of the last month."""
    for curve in found.curves:
        what = {
            "touchpoint": curve.touchpoint,
            "kind": curve.kind,
            "unit": curve.unit,
            "metric": curve.metric,
        }
        for point in curve.points:
            told: dict[str, Any] = {"gap": point.gap, "n": point.n, "mean": point.mean}
            yield {"part": "curve", **what, **told, "low": point.low, "high": point.high}
    for touchpoint, words in found.words.items():
        for word in words:
            said = {"word": word.word, "good": word.good, "bad": word.bad, "log_odds": word.log_odds}
            yield {"part": "word", "touchpoint": touchpoint, **said}
    for move in found.moves:
        yield {"part": "move", "segment": move.before, "state": move.now, "n": move.customers}
