"""Touchpoints as a job would have stored them: late parcels cost stars, nobody defined the kiosk."""

from __future__ import annotations

from typing import Any

from features.clock import HOUR, parse_moment, to_text
from features.touchpoints.cells import Analysis, AnswerCell, Cliff, Curve, GapCell, Move, Point, Word
from features.touchpoints.stored import Stored
from tests.service.html.analysed import SVG

NOW = parse_moment("2026-03-01T12:00:00Z")
COMPUTED = NOW - 3 * HOUR


def gaps(month: str, met: int, n: int = 100, by: Any = "all", segment: str = "all") -> GapCell:
    """Parcels of a month."""
    counted: dict[str, Any] = {
        "n": n,
        "met": met,
        "sum": float(n - met),
        "squares": float(n - met),
        "gestures": 0,
    }
    where: dict[str, Any] = {"touchpoint": "delivery", "kind": "delivery", "unit": "days", "month": month}
    return GapCell(**where, by=by, segment=segment, **counted)


def answers(by: Any = "all", segment: str = "all", n: int = 40) -> AnswerCell:
    """Stars."""
    where: dict[str, Any] = {"touchpoint": "delivery", "metric": "stars", "month": "2026-02"}
    return AnswerCell(**where, by=by, segment=segment, scores={5.0: n - 10, 2.0: 10})


FALL = Cliff(gap=1, low=1, high=2, before=4.3, after=2.2, n_before=90, n_after=40, chance=0.002)
CURVE = Curve(
    touchpoint="delivery",
    kind="delivery",
    unit="days",
    metric="stars",
    points=[Point(gap=0, n=90, mean=4.3, low=4.1, high=4.5), Point(gap=1, n=40, mean=2.2, low=1.9, high=2.5)],
    cliff=FALL,
    met=Point(gap=0, n=90, mean=4.3, low=4.1, high=4.5),
    unmet=Point(gap=1, n=12),
)


def stored(**fields: Any) -> Stored:
    """Three hours ago; in February fewer parcels came in time than in January."""
    countries = [
        gaps("2026-02", 95, by="country", segment="DE"),
        gaps("2026-02", 55, by="country", segment="CH"),
    ]
    usual: dict[str, Any] = {
        "as_of": to_text(parse_moment("2026-02-28T12:00:00Z")),
        "gaps": [gaps("2026-01", 95), gaps("2026-02", 75), *countries],
        "answers": [answers(), answers("voice", "private"), answers("voice", "public", 12)],
        "words": {"delivery": [Word(word="late", good=1, bad=31, log_odds=-2.9, z=-5.1)]},
        "curves": [CURVE],
        "moves": [Move(before="satisfied", now="at_risk", customers=12)],
        "aside": {"burst": 14, "score_out_of_range": 0},
        "unknown": {"kiosk": 3},
    }
    names = ("met", "months.delivery", f"curve.{CURVE.name}")
    pictures = {name: {"de": SVG, "en": SVG} for name in names}
    return Stored(analysis=Analysis(**usual | fields), pictures=pictures)
