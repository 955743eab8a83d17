"""The same measure of several methods, group by group → bars side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from training.charts.bars import SPARE, above, values
from training.charts.drawing import INK, Frame, Picture, drawn, rows

BAR = 22  # CSS pixels: one bar with its gap
FILLS = ("accent", "quiet", "edge")  # in the order of the methods; they also differ in lightness


class Valued(NamedTuple):
    """What a method reached, the interval, and how it is written."""

    method: str
    value: float
    low: float
    high: float
    label: str


class Group(NamedTuple):
    """A group by its name, with a value of each method."""

    name: str
    values: Sequence[Valued]


def group_chart(groups: Sequence[Group], measure: str, names: str, locale: str) -> Picture:
    """Groups in the order given, methods in that of the first group. ValueError without groups."""
    if not groups:
        raise ValueError("a chart needs at least one group")
    spare = SPARE * max(len(group.name) for group in groups)
    return drawn(lambda frame: _chart(groups, measure, names, frame), locale, spare)


def _chart(groups: Sequence[Group], measure: str, names: str, frame: Frame) -> Any:
    data = [{"group": group.name} | one._asdict() for group in groups for one in group.values]
    methods = list(dict.fromkeys(one["method"] for one in data))
    base = alt.Chart(rows(data)).encode(
        alt.Y("group:N", sort=None, title=names, axis=above(), scale=alt.Scale(paddingInner=0.3)),
        alt.YOffset("method:N", sort=methods),
    )
    bar = base.mark_bar(cornerRadiusEnd=3).encode(values("value", measure, frame), color=legend(methods))
    span = base.mark_rule(strokeWidth=2, color=INK["ink"]).encode(alt.X("low:Q"), alt.X2("high:Q"))
    number = base.mark_text(align="left", dx=8).encode(alt.X("high:Q"), text="label:N")
    height = BAR * len(data) + 12 * len(groups)
    return alt.layer(bar, span, number).properties(width=frame.width, height=height)


def legend(methods: Sequence[str]) -> alt.Color:
    """A colour for each method, told over the plot, one below the other."""
    fills = alt.Scale(domain=list(methods), range=[INK[name] for name in FILLS[: len(methods)]])
    return alt.Color("method:N", sort=None, scale=fills, legend=told())


def told() -> alt.Legend:
    """A legend over the plot; nothing has to be looked up in colours at its side."""
    return alt.Legend(orient="top", title=None, columns=1, labelLimit=300, offset=24, symbolStrokeWidth=2)
