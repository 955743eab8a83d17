"""Means along a measured length → dots with their intervals, and a line where they fall most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows
from training.charts.lines import HEIGHT, above


class Dot(NamedTuple):
    """The mean at a place of the length, and its interval."""

    place: float
    value: float
    low: float
    high: float


class Fall(NamedTuple):
    """From which place on values are lower, and what is written at it."""

    place: float
    label: str


def falling_chart(dots: Sequence[Dot], fall: Fall | None, measure: str, length: str, locale: str) -> Picture:
    """`measure` and `length` title the axes, the unit included. ValueError without dots."""
    if not dots:
        raise ValueError("a chart needs at least one dot")
    return drawn(lambda frame: _chart(dots, fall, measure, length, frame), locale)


def _chart(dots: Sequence[Dot], fall: Fall | None, measure: str, length: str, frame: Frame) -> Any:
    title = frame.title(measure)
    across = alt.X(
        "place:Q",
        title=frame.title(length),
        scale=alt.Scale(zero=False),
        axis=alt.Axis(tickCount=frame.ticks),
    )
    height = alt.Y("value:Q", title=title, scale=alt.Scale(zero=False), axis=above(len(title)))
    base = alt.Chart(rows([dot._asdict() for dot in dots])).encode(across)
    layers = [
        base.mark_line(strokeWidth=2, color=INK["accent"]).encode(height),
        base.mark_rule(strokeWidth=2, color=INK["quiet"]).encode(alt.Y("low:Q"), alt.Y2("high:Q")),
        base.mark_point(size=70, filled=True, opacity=1, color=INK["accent"]).encode(height),
        *_line(fall),
    ]
    return alt.layer(*layers).properties(width=frame.alone, height=HEIGHT)


def _line(fall: Fall | None) -> list[Any]:
    if fall is None:
        return []
    base = alt.Chart(rows([fall._asdict()])).encode(alt.X("place:Q"))
    line = base.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=INK["bad"])
    words = base.mark_text(align="left", baseline="top", dx=6, color=INK["bad"]).encode(
        y=alt.value(0), text="label:N"
    )
    return [line, words]
