"""How much happened step by step → one small area for each kind of event, spans of time shaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows

HEIGHT = 64  # CSS pixels of one kind


class Counted(NamedTuple):
    """A kind of event by its name, and how many there were in each step."""

    name: str
    counts: Sequence[int]


class Course(NamedTuple):
    """`moments` (RFC 3339) are where the steps begin; `when` and `how_many` title the axes."""

    kinds: Sequence[Counted]
    moments: Sequence[str]
    shaded: Sequence[tuple[str, str]]
    when: str
    how_many: str


def volume_chart(course: Course, locale: str) -> Picture:
    """One above the other, all over the same time. ValueError without kinds."""
    if not course.kinds:
        raise ValueError("a chart needs at least one kind")
    return drawn(lambda frame: _chart(course, frame), locale)


def _chart(course: Course, frame: Frame) -> Any:
    spans = alt.Chart(rows([{"from": first, "to": last} for first, last in course.shaded]))
    band = spans.mark_rect(color=INK["accent-soft"]).encode(_time("from", course, frame), alt.X2("to:T"))
    panels = [_panel(kind, band, course, frame) for kind in course.kinds]
    return alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")


def _panel(kind: Counted, band: Any, course: Course, frame: Frame) -> Any:
    title = alt.TitleParams(kind.name, anchor="start", color=INK["ink"], fontSize=13, fontWeight="normal")
    layers = alt.layer(band, _area(kind, course, frame))
    return layers.properties(width=frame.alone, height=HEIGHT, title=title)


def _area(kind: Counted, course: Course, frame: Frame) -> Any:
    data = [{"at": at, "count": count} for at, count in zip(course.moments, kind.counts, strict=True)]
    edge = alt.MarkConfig(color=INK["accent"], strokeWidth=1.5)
    area = alt.Chart(rows(data)).mark_area(
        interpolate="step-after", color=INK["accent"], fillOpacity=0.3, line=edge
    )
    count = alt.Y("count:Q", title=course.how_many, axis=alt.Axis(tickCount=2))
    return area.encode(_time("at", course, frame), count)


def _time(field: str, course: Course, frame: Frame) -> alt.X:
    axis = alt.Axis(tickCount=frame.ticks, grid=False, labelOverlap=True)
    return alt.X(f"{field}:T", title=course.when, scale=alt.Scale(type="utc"), axis=axis)
