"""A share by week → points with intervals, joined, before the band in which they should lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from service.html.parts import Picture
from training.charts.drawing import INK, Frame, drawn, rows
from training.charts.lines import HEIGHT, above


class Share(NamedTuple):
    """A share at a moment (as it is written), its interval, and the band that it should lie in."""

    when: str
    value: float
    low: float
    high: float
    least: float
    most: float


class Words(NamedTuple):
    """Titles of both axes."""

    share: str
    when: str


def within_chart(shares: Sequence[Share], wanted: float, words: Words, locale: str) -> Picture:
    """Moments in the order given; `wanted`: the share that should be. ValueError without shares."""
    if not shares:
        raise ValueError("a chart needs at least one share")
    return drawn(lambda frame: _chart(shares, wanted, words, frame), locale)


def _chart(shares: Sequence[Share], wanted: float, words: Words, frame: Frame) -> Any:
    title = frame.title(words.share)
    every = -(-len(shares) // frame.ticks)
    shown = [share.when for share in shares[::every]]
    across = alt.Axis(labelAngle=0, ticks=False, values=shown, labelOverlap=True)
    base = alt.Chart(rows([share._asdict() for share in shares])).encode(
        alt.X("when:O", sort=None, title=frame.title(words.when), axis=across, scale=alt.Scale(type="point"))
    )
    lowest = min(0.5, *(share.low for share in shares))
    scale = alt.Scale(domain=[lowest, 1], nice=False)
    height = alt.Y("value:Q", title=title, scale=scale, axis=above(len(title), "%"))
    band = base.mark_area(color=INK["accent-soft"]).encode(alt.Y("least:Q", scale=scale), alt.Y2("most:Q"))
    goal = alt.Chart(rows([{"wanted": wanted}])).mark_rule(color=INK["muted"], strokeDash=[4, 4])
    line = base.mark_line(color=INK["accent"], strokeWidth=2).encode(height)
    span = base.mark_rule(color=INK["accent"], strokeWidth=2).encode(
        alt.Y("low:Q", scale=scale), alt.Y2("high:Q")
    )
    dot = base.mark_point(color=INK["accent"], size=60, filled=True, opacity=1).encode(height)
    layers = alt.layer(band, goal.encode(alt.Y("wanted:Q", scale=scale)), line, span, dot)
    return layers.properties(width=frame.alone, height=HEIGHT)
