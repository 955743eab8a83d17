"""The same measure of several methods, group by group → bars side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.bars import NAME, SPARE, beside, over, values
from training.charts.drawing import INK, Frame, drawn, rows

BAR, GAP = 18, 14  # CSS pixels: one bar, between groups
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
    thick, gap = BAR * len(methods), GAP + NAME * frame.over
    apart = alt.Scale(paddingInner=gap / (thick + gap), paddingOuter=gap / 2 / (thick + gap))
    place = alt.Y("group:N", sort=None, title=names, axis=beside(frame), scale=apart)
    named = alt.Chart(rows([{"group": group.name} for group in groups])).encode(place)
    each = alt.Chart(rows(data)).encode(place, alt.YOffset("method:N", sort=methods))
    bar = each.mark_bar(cornerRadiusEnd=3).encode(values("value", measure, frame), color=legend(methods))
    span = each.mark_rule(strokeWidth=2, color=INK["ink"]).encode(alt.X("low:Q"), alt.X2("high:Q"))
    number = each.mark_text(align="left", dx=8).encode(alt.X("high:Q"), text="label:N")
    layers = [bar, span, number, *over(named, "group", thick, frame)]
    return alt.layer(*layers).properties(width=frame.width, height=(thick + gap) * len(groups))


def legend(methods: Sequence[str]) -> alt.Color:
    """A colour for each method, told over the plot, one below the other."""
    fills = alt.Scale(domain=list(methods), range=[INK[name] for name in FILLS[: len(methods)]])
    return alt.Color("method:N", sort=None, scale=fills, legend=told())


def told(offset: int = 36) -> alt.Legend:
    """A legend so many CSS pixels over the plot."""
    return alt.Legend(orient="top", title=None, columns=1, labelLimit=300, offset=offset, symbolStrokeWidth=2)
