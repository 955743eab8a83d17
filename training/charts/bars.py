"""Measured values with their intervals → one bar each, the best on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows

ROW, NAME = 34, 18  # CSS pixels: one bar with its gap, a name over it
SPARE = 2.5  # CSS pixels per letter: the reader's font may be wider than the one measured with


class Bar(NamedTuple):
    """A measured value, its interval and how it is written; `highlight` marks the one the chart is about."""

    name: str
    value: float
    low: float
    high: float
    label: str
    highlight: bool = False


def bar_chart(bars: Sequence[Bar], measure: str, names: str, locale: str) -> Picture:
    """Horizontal bars; `measure` and `names` title the axes, the unit included. ValueError without bars."""
    if not bars:
        raise ValueError("a chart needs at least one bar")
    spare = SPARE * max(len(bar.name) for bar in bars)
    return drawn(lambda frame: _chart(bars, measure, names, frame), locale, spare)


def _chart(bars: Sequence[Bar], measure: str, names: str, frame: Frame) -> Any:
    best = alt.EncodingSortField("value", order="descending")
    data = rows([bar._asdict() | {"end": max(bar.high, 0)} for bar in bars])
    base = alt.Chart(data).encode(alt.Y("name:N", sort=best, title=names, axis=beside(frame)))
    colour = alt.condition("datum.highlight", alt.value(INK["accent"]), alt.value(INK["quiet"]))
    bar = base.mark_bar(size=16, cornerRadiusEnd=3).encode(values("value", measure, frame), color=colour)
    span = base.mark_rule(strokeWidth=2, color=INK["ink"]).encode(alt.X("low:Q"), alt.X2("high:Q"))
    number = base.mark_text(align="left", dx=8).encode(alt.X("end:Q"), text="label:N")
    layers = [bar, span, number, *over(base, "name", 16, frame)]
    return alt.layer(*layers).properties(width=frame.width, height=(ROW + NAME * frame.over) * len(bars))


def values(field: str, title: str, frame: Frame) -> alt.X:
    """The axis of what was measured, from zero on; its title ends where the plot ends."""
    axis = alt.Axis(tickCount=frame.ticks, titleAnchor="end")
    return alt.X(f"{field}:Q", title=frame.title(title), scale=alt.Scale(zero=True), axis=axis)


def beside(frame: Frame) -> alt.Axis:
    """An axis of names: its title stands over them, where it is read."""
    place: dict[str, Any] = (
        {"titleAlign": "left", "titleX": 0} if frame.over else {"titleAlign": "right", "titleX": -7}
    )
    place |= {"titleAngle": 0, "titleAnchor": "start", "titleY": -14}
    return alt.Axis(domain=False, ticks=False, labels=not frame.over, labelLimit=240, **place)


def over(base: Any, field: str, thickness: int, frame: Frame) -> list[Any]:
    """The names over what is so many CSS pixels thick, where there is no room at the side."""
    name = base.mark_text(align="left", baseline="bottom", dy=-thickness / 2 - 3)
    return [name.encode(x=alt.value(0), text=f"{field}:N")] if frame.over else []
