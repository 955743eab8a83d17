"""Changes with their intervals → one line each around nothing: to the right more, to the left less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.bars import NAME, ROW, SPARE, beside, over
from training.charts.course import PLAIN_ZERO
from training.charts.drawing import INK, Frame, drawn, rows

Seen = Literal["good", "bad", "open"]
SEEN: tuple[Seen, ...] = ("good", "bad", "open")
COLOURS = {"good": INK["accent"], "bad": INK["bad"], "open": INK["quiet"]}
SHAPES = {"good": "triangle-up", "bad": "triangle-down", "open": "circle"}
MOST = 1.5  # of a change; intervals beyond it leave the picture


class Change(NamedTuple):
    """A relative change (0.1: 10 % more), its interval, how it is written, and whether to be glad of it."""

    name: str
    value: float
    low: float
    high: float
    label: str
    seen: Seen


class Words(NamedTuple):
    """Titles of both axes, and what each way of being seen is called."""

    change: str
    names: str
    seen: dict[Seen, str]


def effect_chart(changes: Sequence[Change], words: Words, locale: str) -> Picture:
    """In the order given. ValueError without changes."""
    if not changes:
        raise ValueError("a chart needs at least one change")
    spare = SPARE * max(len(change.name) for change in changes)
    return drawn(lambda frame: _chart(changes, words, frame), locale, spare)


def _chart(changes: Sequence[Change], words: Words, frame: Frame) -> Any:
    data = rows([one._asdict() | {"seen": words.seen[one.seen]} for one in changes])
    base = alt.Chart(data).encode(alt.Y("name:N", sort=None, title=words.names, axis=beside(frame)))
    reach = min(MOST, 1.15 * max(abs(end) for one in changes for end in (one.low, one.high)) or MOST)
    scale = alt.Scale(domain=[-min(reach, 1.0), reach], nice=False)
    form = "+.0%" if reach > 0.1 else "+.1%"
    axis = alt.Axis(
        tickCount=frame.ticks, format=form, labelExpr=PLAIN_ZERO, titleAnchor="end", labelOverlap=True
    )
    across = alt.X("value:Q", title=frame.title(words.change), scale=scale, axis=axis)
    nothing = alt.Chart(rows([{"none": 0}])).mark_rule(color=INK["ink"]).encode(alt.X("none:Q", scale=scale))
    span = base.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.45, clip=True).encode(
        alt.X("low:Q", scale=scale), alt.X2("high:Q"), _by("color", COLOURS, words, narrow=frame.over)
    )
    dot = base.mark_point(filled=True, size=150, opacity=1, clip=True).encode(
        across,
        _by("color", COLOURS, words, narrow=frame.over),
        _by("shape", SHAPES, words, narrow=frame.over),
    )
    number = base.mark_text(align="left", dx=8).encode(x=alt.value(frame.width), text="label:N")
    layers = [nothing, span, dot, number, *over(base, "name", 16, frame)]
    return alt.layer(*layers).properties(width=frame.width, height=(ROW + NAME * frame.over) * len(changes))


def _by(channel: str, looks: dict[Any, str], words: Words, *, narrow: bool) -> Any:
    scale = alt.Scale(domain=[words.seen[one] for one in SEEN], range=[looks[one] for one in SEEN])
    legend = alt.Legend(
        orient="top",
        title=None,
        columns=1 if narrow else 3,
        labelLimit=300,
        offset=40 if narrow else 28,
        symbolOpacity=1,
    )
    return {"color": alt.Color, "shape": alt.Shape}[channel]("seen:N", sort=None, scale=scale, legend=legend)
