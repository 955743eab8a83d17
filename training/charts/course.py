"""A change day by day → its line, the band that holds the truth, and the bounds that decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows
from training.charts.lines import HEIGHT, above


class Step(NamedTuple):
    """After so many days: the relative change, the band around it, the bounds that decide."""

    day: int
    value: float
    low: float
    high: float
    lower: float
    upper: float


class Words(NamedTuple):
    """Titles of the axes, and what the line, the band and the bounds are called."""

    change: str
    days: str
    line: str
    band: str
    bound: str


PLAIN_ZERO = "datum.value == 0 ? '0' : datum.label"
SETTLED = 0.25  # of the days; before, everything is open and would only flatten what follows


def course_chart(steps: Sequence[Step], words: Words, locale: str) -> Picture:
    """`steps` in order of the days. ValueError without any."""
    if not steps:
        raise ValueError("a chart needs at least one step")
    return drawn(lambda frame: _chart(steps, words, frame), locale)


def _chart(steps: Sequence[Step], words: Words, frame: Frame) -> Any:
    title, scale = frame.title(words.change), alt.Scale(domain=_domain(steps), nice=False)
    base = alt.Chart(rows([step._asdict() for step in steps])).encode(_days(words, frame))
    height = alt.Y("value:Q", title=title, scale=scale, axis=_upright(len(title)))
    band = base.mark_area(opacity=1, clip=True).encode(
        alt.Y("low:Q", scale=scale, title=title), alt.Y2("high:Q"), _named(words.band, words)
    )
    nothing = alt.Chart(rows([{"none": 0}])).mark_rule(color=INK["ink"]).encode(alt.Y("none:Q", scale=scale))
    bounds = [
        base.mark_line(strokeDash=[6, 4], strokeWidth=1.5, clip=True).encode(
            alt.Y(f"{end}:Q", scale=scale, title=title), _named(words.bound, words)
        )
        for end in ("lower", "upper")
    ]
    line = base.mark_line(strokeWidth=2.5, clip=True, point=len(steps) == 1).encode(
        height, _named(words.line, words)
    )
    last = alt.Chart(rows([steps[-1]._asdict()])).mark_point(filled=True, size=110, opacity=1, clip=True)
    dot = last.encode(_days(words, frame), height, color=alt.value(INK["accent"]))
    return alt.layer(band, nothing, *bounds, line, dot).properties(width=frame.alone, height=HEIGHT)


def _days(words: Words, frame: Frame) -> alt.X:
    axis = alt.Axis(tickCount=frame.ticks, tickMinStep=1, grid=False, format="d")
    return alt.X("day:Q", title=frame.title(words.days), scale=alt.Scale(nice=False), axis=axis)


def _named(name: str, words: Words) -> Any:
    domain = [words.line, words.band, words.bound]
    scale = alt.Scale(domain=domain, range=[INK["accent"], INK["accent-soft"], INK["bad"]])
    legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=420, offset=56, symbolType="square")
    return alt.ColorDatum(name, scale=scale, legend=legend)


def _upright(lines: int) -> alt.Axis:
    axis = above(lines, "+.0%")
    axis.grid, axis.labelExpr = False, PLAIN_ZERO
    return axis


def _domain(steps: Sequence[Step]) -> list[float]:
    """High enough for what counts: the line, and band and bounds once they have settled."""
    settled = steps[int(SETTLED * len(steps)) :]
    wide = [abs(end) for step in settled for end in (step.low, step.high)]
    bounds = [abs(end) for step in settled for end in (step.lower, step.upper)]
    most = 1.1 * max(
        [*(abs(step.value) for step in settled), *sorted(wide)[: len(wide) // 2 + 1], min(bounds)]
    )
    return [-(most or 1), most or 1]
