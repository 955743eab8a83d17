"""Numbers of a run → pictures as SVG, once for light and once for dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import vl_convert
from babel.numbers import format_decimal

from service.html.theme import Scheme, chart_config, colours
from service.texts import text

WIDTH, ROW = 560, 34  # CSS pixels: the plot without its labels, one bar with its gap
D3_LOCALE = {"de": "de-DE", "en": "en-US"}


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
    base = alt.Chart(alt.Data(values=rows)).encode(
        alt.Y("name:N", sort=alt.EncodingSortField("value", order="descending"), title=names).axis(
            titleAngle=0,
            titleAlign="right",
            titleAnchor="start",
            titleY=-14,
            titleX=-7,
            domain=False,
            ticks=False,
        )
    )
    value = alt.X("value:Q", title=measure, scale=alt.Scale(zero=True, nice=True))
    colour = alt.condition("datum.highlight", alt.value(has["accent"]), alt.value(has["quiet"]))
    bar = base.mark_bar(size=16, cornerRadiusEnd=3).encode(value, color=colour)
    span = base.mark_rule(strokeWidth=2, color=has["ink"]).encode(alt.X("low:Q"), alt.X2("high:Q"))
    number = base.mark_text(align="left", dx=8).encode(alt.X("high:Q"), text="label:N")
    chart = alt.layer(bar, span, number).properties(width=WIDTH, height=ROW * len(bars))
    return _svg(chart.to_dict() | {"config": chart_config(scheme)}, locale)


def _svg(specification: dict[str, Any], locale: str) -> str:
    return vl_convert.vegalite_to_svg(
        specification,
        vl_version=".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]),
        format_locale=D3_LOCALE[text.language(locale)],
    )


def _written(bar: Bar, locale: str) -> dict[str, str]:
    language = text.language(locale)
    numbers = {"value": bar.value, "low": bar.low, "high": bar.high}
    return {name: format_decimal(number, "0.000", locale=language) for name, number in numbers.items()}
