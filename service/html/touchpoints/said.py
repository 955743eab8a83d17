"""A stored analysis of touchpoints → sentences: what changed, where answers fall, what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from features.touchpoints.cells import UNSAID, Analysis, By, Curve, Point
from features.touchpoints.definition import Touchpoint
from features.touchpoints.standing import Standing
from service.html.touchpoints.words import Words


class Changed(NamedTuple):
    """What is otherwise than last month, for certain."""

    mark: Literal["good", "bad"]
    sentence: str


Titles = Mapping[str, Touchpoint]


def segment(by: By, name: str, say: Words) -> str:
    """What people call it."""
    return say("unsaid") if name == UNSAID else say.named(f"segment.{by}", name)


def met(one: Standing, say: Words) -> str:
    """The share of expectations met with its interval, or that there are few."""
    if one.n == 0:
        return say("none")
    if one.met is None or one.interval is None:
        return say("few", n=say.number(one.n))
    return say("share", value=say.share(one.met), span=say.shares(*one.interval))


def changes(found: Iterable[Standing], titles: Titles, say: Words) -> list[Changed]:
    """Worse first."""
    certain = [
        (one, one.since_last_month)
        for one in found
        if one.since_last_month is not None and one.since_last_month.certain
    ]
    return [
        Changed(
            "good" if apart.value > 0 else "bad",
            say(
                "changed.up" if apart.value > 0 else "changed.down",
                name=titles[one.touchpoint].titled(say.language),
                owner=one.owner,
                change=say.points(apart),
            ),
        )
        for one, apart in sorted(certain, key=lambda pair: pair[1].value)
    ]


def mean(point: Point, say: Words) -> str:
    """With its interval, or that there are few."""
    if point.mean is None or point.low is None or point.high is None:
        return say("few", n=say.number(point.n))
    span = say.span(say.number(point.low, 2), say.number(point.high, 2))
    return say("share", value=say.number(point.mean, 2), span=span)


def curve_said(curve: Curve, say: Words) -> list[str]:
    """Kept against broken, and where answers fall most."""
    metric, cliff = say.named("metric", curve.metric), curve.cliff
    said = [say("curve.said", metric=metric, met=mean(curve.met, say), unmet=mean(curve.unmet, say))]
    if cliff is None:
        return [*said, say("curve.even")]
    gap, low, high = (say.number(value) for value in (cliff.gap, cliff.low, cliff.high))
    before, after = say.number(cliff.before, 2), say.number(cliff.after, 2)
    unit = say(f"axis.gap.{curve.unit}")
    return [*said, say("curve.cliff", gap=gap, low=low, high=high, before=before, after=after, unit=unit)]


def aside(found: Analysis, say: Words) -> list[str]:
    """What wasn't judged, and touchpoints that nobody defined."""
    told = [say(f"aside.{reason}", n=say.number(count)) for reason, count in found.aside.items() if count]
    strange = [say("unknown", name=name, n=say.number(count)) for name, count in found.unknown.items()]
    return [*told, *strange]
