"""Numbers of a run → pictures as SVG, once for light and once for dark pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import altair as alt
import vl_convert
from babel.numbers import format_decimal

from service.html.theme import Scheme, chart_config, colours
from service.texts import text

WIDTH, ROW = 420, 34  # CSS pixels: the plot without its labels, one bar with its gap
SPARE = 2.5  # CSS pixels per letter: the reader's font may be wider than the one measured with
D3_LOCALE: dict[str, Literal["de-DE", "en-US"]] = {"de": "de-DE", "en": "en-US"}


class Bar(NamedTuple):
    """A measured value with its interval; `highlight` marks the one the chart is about."""

    name: str
    value: float
    low: float
    high: float
    highlight: bool = False


class Picture(NamedTuple):
    """One chart as two SVG documents."""

    light: str
    dark: str


def ranking_quality(bars: Sequence[Bar], locale: str) -> Picture:
    """NDCG@10 by source, and the blend, with 95 % intervals. Raises ValueError without bars."""
    return bar_chart(bars, text(locale, "chart.ndcg"), text(locale, "chart.source"), locale)


def described(bars: Sequence[Bar], locale: str) -> str:
    """The same numbers as one sentence: what a reader who doesn't see the chart is told."""
    each = (text(locale, "chart.bar", name=bar.name, **_written(bar, locale)) for bar in bars)
    return text(locale, "chart.ndcg_of", summary="; ".join(each))


def bar_chart(bars: Sequence[Bar], measure: str, names: str, locale: str) -> Picture:
    """Horizontal bars, best first; `measure` and `names` title the axes, the unit included."""
    if not bars:
        raise ValueError("a chart needs at least one bar")
    return Picture(*(_drawn(bars, measure, names, locale, scheme) for scheme in ("light", "dark")))


def _drawn(bars: Sequence[Bar], measure: str, names: str, locale: str, scheme: Scheme) -> str:
    has = colours(scheme)
    rows = [{**bar._asdict(), "label": _written(bar, locale)["value"]} for bar in bars]
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]
    base = alt.Chart(data).encode(_names(names))
    colour = alt.condition("datum.highlight", alt.value(has["accent"]), alt.value(has["quiet"]))
    value = alt.X("value:Q", title=measure, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    bar = base.mark_bar(size=16, cornerRadiusEnd=3).encode(value, color=colour)
    span = base.mark_rule(strokeWidth=2, color=has["ink"]).encode(alt.X("low:Q"), alt.X2("high:Q"))
    number = base.mark_text(align="left", dx=8).encode(alt.X("high:Q"), text="label:N")
    spare = SPARE * max(len(bar.name) for bar in bars)
    chart = alt.layer(bar, span, number).properties(width=WIDTH, height=ROW * len(bars))
    layout = {"config": chart_config(scheme), "padding": {"left": spare, "right": 40, "top": 5, "bottom": 5}}
    return _svg(chart.to_dict() | layout, locale)


def _names(title: str) -> alt.Y:
    """The best on top; the axis' title stands over the names, where it is read."""
    above = {"titleAngle": 0, "titleAlign": "right", "titleAnchor": "start", "titleY": -14, "titleX": -7}
    axis = alt.Axis(domain=False, ticks=False, **above)  # type: ignore[arg-type]
    return alt.Y("name:N", sort=alt.EncodingSortField("value", order="descending"), title=title, axis=axis)


def _svg(specification: dict[str, Any], locale: str) -> str:
    drawn = vl_convert.vegalite_to_svg(
        specification,
        vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]),
        format_locale=D3_LOCALE[text.language(locale)],
    )
    return _numbered(drawn)


def _numbered(svg: str) -> str:
    """Vega counts its clips over the process; counted per picture, the same numbers make the same file."""
    counted = dict.fromkeys(re.findall(r'(?<=id=")clip\d+(?=")', svg))
    places = {name: f"clip{place}" for place, name in enumerate(counted)}
    return re.sub(r'(?<=id=")clip\d+|(?<=url\(#)clip\d+', lambda found: places.get(found[0], found[0]), svg)


def _written(bar: Bar, locale: str) -> dict[str, str]:
    language = text.language(locale)
    numbers = {"value": bar.value, "low": bar.low, "high": bar.high}
    return {name: format_decimal(number, "0.000", locale=language) for name, number in numbers.items()}
