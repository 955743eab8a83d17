"""A stored analysis, a span and a way to split it → per touchpoint and segment what a reader sees.

Whatever has fewer than thirty behind it is a count, no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import TypeVar

from features.touchpoints.cells import ALL, Analysis, AnswerCell, By, GapCell
from features.touchpoints.definition import Touchpoint
from features.touchpoints.differences import Difference, Share, apart, slope
from features.touchpoints.months import month_before
from features.touchpoints.ratings import FEW, Score, around, score_of, wilson
from features.touchpoints.standing import KindView, Month, Standing

Cell = TypeVar("Cell", GapCell, AnswerCell)


def standings(
    found: Analysis, touchpoints: Mapping[str, Touchpoint], months: Sequence[str], by: By = ALL
) -> list[Standing]:
    """Per touchpoint, also one that nobody uses, and segment. `months`: all of the span, oldest first."""
    span, whole = set(months), [m for m in months if not found.running or m < found.running]
    every = [cell for cell in found.gaps if cell.by == by]
    gaps = [cell for cell in every if cell.month in span]
    answers = [cell for cell in found.answers if cell.by == by and cell.month in span]
    return [
        _standing(
            touchpoint,
            segment,
            _here(gaps, name, segment),
            _here(answers, name, segment),
            months,
            slope([_in(_here(gaps, name, segment), month) for month in whole]),
            _changed(_here(every, name, segment), whole),
        )
        for name, touchpoint in touchpoints.items()
        for segment in _segments([*gaps, *answers], name)
    ]


def shares_of(cells: Iterable[GapCell]) -> Share:
    """How many expectations were met."""
    held = list(cells)
    return Share(good=sum(cell.met for cell in held), n=sum(cell.n for cell in held))


def gestures_of(cells: Iterable[GapCell]) -> Share:
    """Of how many that weren't met a gesture followed."""
    held = list(cells)
    return Share(good=sum(cell.gestures for cell in held), n=sum(cell.n - cell.met for cell in held))


def _segments(cells: Sequence[GapCell | AnswerCell], name: str) -> list[str]:
    return sorted({cell.segment for cell in cells if cell.touchpoint == name}) or [ALL]


def _here(cells: Sequence[Cell], name: str, segment: str) -> list[Cell]:
    return [cell for cell in cells if (cell.touchpoint, cell.segment) == (name, segment)]


def _standing(
    touchpoint: Touchpoint,
    segment: str,
    gaps: list[GapCell],
    answers: list[AnswerCell],
    months: Sequence[str],
    trend: Difference | None,
    changed: Difference | None,
) -> Standing:
    whole, made_good = shares_of(gaps), gestures_of(gaps)
    by_month = [_in(gaps, month) for month in months]
    return Standing(
        touchpoint=touchpoint.name,
        owner=touchpoint.owner,
        segment=segment,
        n=whole.n,
        few=whole.n < FEW,
        met=_told(whole),
        interval=wilson(whole.good, whole.n) if whole.n >= FEW else None,
        gestures=_told(made_good),
        kinds=[_kind([c for c in gaps if c.kind == kind]) for kind in sorted({c.kind for c in gaps})],
        scores=[
            _score(m, [c for c in answers if c.metric == m]) for m in sorted({c.metric for c in answers})
        ],
        months=[Month(month=m, n=s.n, met=_told(s)) for m, s in zip(months, by_month, strict=True)],
        trend=trend,
        since_last_month=changed,
    )


def _in(gaps: Iterable[GapCell], month: str) -> Share:
    return shares_of(cell for cell in gaps if cell.month == month)


def _changed(gaps: Sequence[GapCell], whole: Sequence[str]) -> Difference | None:
    """Against the month before it, also where the span begins later."""
    return apart(_in(gaps, whole[-1]), _in(gaps, month_before(whole[-1]))) if whole else None


def _told(share: Share) -> float | None:
    return share.value if share.n >= FEW else None


def _kind(cells: list[GapCell]) -> KindView:
    """The interval of the mean takes gaps as independent, also those of one customer."""
    share = shares_of(cells)
    named = KindView(kind=cells[0].kind, unit=cells[0].unit, n=share.n)
    if share.n < FEW:
        return named
    mean = sum(cell.sum for cell in cells) / share.n
    variance = max(sum(cell.squares for cell in cells) - share.n * mean * mean, 0.0) / (share.n - 1)
    interval = around(mean, sqrt(variance), share.n)
    return KindView(
        kind=named.kind, unit=named.unit, n=share.n, met=share.value, mean=mean, interval=interval
    )


def _score(metric: str, cells: list[AnswerCell]) -> Score:
    counts = Counter[float]()
    for cell in cells:
        counts.update(cell.scores)
    return score_of(metric, counts)
