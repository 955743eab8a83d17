"""A measure of several methods at several moments → points with intervals, joined by lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows
from training.charts.groups import FILLS, told

HEIGHT, LINE = 220, 16  # CSS pixels: the plot, a line of its title
SHAPES, DASHES = ("circle", "diamond", "square"), ([1, 0], [6, 4], [2, 3])


class Point(NamedTuple):
    """What a method reached at a moment (as it is written), and the interval."""

    method: str
    when: str
    value: float
    low: float
    high: float


def line_chart(points: Sequence[Point], measure: str, moments: str, locale: str) -> Picture:
    """Moments and methods in the order given, three methods at most. ValueError without points."""
    if not points:
        raise ValueError("a chart needs at least one point")
    return drawn(lambda frame: _chart(points, measure, moments, frame), locale)


def _chart(points: Sequence[Point], measure: str, moments: str, frame: Frame) -> Any:
    title = frame.title(measure)
    methods = list(dict.fromkeys(point.method for point in points))
    across = alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')", ticks=False)
    base = alt.Chart(rows([point._asdict() for point in points])).encode(
        alt.X("when:O", sort=None, title=frame.title(moments), axis=across),
        alt.XOffset("method:N", sort=methods, scale=alt.Scale(paddingOuter=1)),
        _by("color", methods, [INK[name] for name in FILLS]),
    )
    height = alt.Y("value:Q", title=title, scale=alt.Scale(zero=True), axis=above(len(title)))
    line = base.mark_line(strokeWidth=2).encode(height, _by("strokeDash", methods, DASHES))
    span = base.mark_rule(strokeWidth=2).encode(alt.Y("low:Q"), alt.Y2("high:Q"))
    dot = base.mark_point(size=90, filled=True, opacity=1).encode(height, _by("shape", methods, SHAPES))
    return alt.layer(line, span, dot).properties(width=frame.alone, height=HEIGHT)


def above(lines: int, form: str = "") -> alt.Axis:
    """The title of an upright axis, in so many lines, lying over it; `form`: how numbers are written."""
    over: dict[str, Any] = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"}
    if form:
        over["format"] = form
    return alt.Axis(tickCount=5, titleY=4 - LINE * lines, titleX=-30, titleBaseline="bottom", **over)


CHANNELS: dict[str, Any] = {"color": alt.Color, "shape": alt.Shape, "strokeDash": alt.StrokeDash}


def _by(channel: str, methods: Sequence[str], looks: Sequence[Any]) -> Any:
    scale = alt.Scale(domain=list(methods), range=list(looks[: len(methods)]))
    return CHANNELS[channel]("method:N", sort=None, scale=scale, legend=told(56))
