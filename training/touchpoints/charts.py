"""An analysis of touchpoints → pictures in every language, as SVG for a desk and for a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from features.clock import parse_moment
from features.touchpoints.cells import Analysis, Curve
from features.touchpoints.definition import Touchpoint
from features.touchpoints.months import last_months
from features.touchpoints.ratings import wilson
from features.touchpoints.standing import Standing
from features.touchpoints.view import standings
from service.html.parts import Picture
from service.html.touchpoints.words import Words
from service.texts import text
from training.charts import Bar, Dot, Fall, Point, bar_chart, falling_chart, line_chart

MONTHS = 12


def pictures(found: Analysis, touchpoints: Mapping[str, Touchpoint], zone: str) -> dict[str, dict[str, str]]:
    """`met` of the last year, `months.TOUCHPOINT`, `curve.TOUCHPOINT.KIND.METRIC`; `….narrow` for a phone."""
    months = last_months(MONTHS, parse_moment(found.as_of), zone)
    held = [one for one in standings(found, touchpoints, months) if not one.few]
    drawn: dict[str, dict[str, str]] = {}
    for language in text.languages:
        say = Words(language)
        for name, picture in _drawn(found, held, touchpoints, say):
            drawn.setdefault(name, {})[language] = picture.light
            drawn.setdefault(f"{name}.narrow", {})[language] = picture.narrow.light
    return drawn


def _drawn(
    found: Analysis, held: list[Standing], touchpoints: Mapping[str, Touchpoint], say: Words
) -> Iterator[tuple[str, Picture]]:
    if held:
        bars = [_bar(one, touchpoints[one.touchpoint], say) for one in held]
        yield "met", bar_chart(bars, say("axis.met"), say("column.touchpoint"), say.locale)
    for one in held:
        if len(points := _points(one, say)) > 1:
            measure, name = say("axis.met"), f"months.{one.touchpoint}"
            yield name, line_chart(points, measure, say("axis.month"), say.locale)
    for curve in found.curves:
        if len(dots := _dots(curve)) > 1:
            measure, length = say(f"axis.{curve.metric}"), say(f"axis.gap.{curve.unit}")
            yield f"curve.{curve.name}", falling_chart(dots, _fall(curve, say), measure, length, say.locale)


def _bar(one: Standing, touchpoint: Touchpoint, say: Words) -> Bar:
    met, interval = one.met or 0.0, one.interval or wilson(0, 1)
    low, high = (100 * end for end in interval)
    return Bar(touchpoint.titled(say.language), 100 * met, low, high, say.share(met), highlight=True)


def _points(one: Standing, say: Words) -> list[Point]:
    found = []
    for month in one.months:
        if month.met is not None:
            low, high = wilson(round(month.met * month.n), month.n)
            found.append(Point(say("met"), say.month(month.month), 100 * month.met, 100 * low, 100 * high))
    return found


def _dots(curve: Curve) -> list[Dot]:
    return [
        Dot(point.gap, point.mean, point.low, point.high)
        for point in curve.points
        if point.mean is not None and point.low is not None and point.high is not None
    ]


def _fall(curve: Curve, say: Words) -> Fall | None:
    return Fall(curve.cliff.gap, say("cliff.label")) if curve.cliff else None
