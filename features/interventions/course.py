"""What a customer did, told by events → what became of each decision made for them, as far as it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from features.clock import DAY
from features.interventions.outcomes import WHOLE
from features.interventions.paid import Paid

ANSWERS = frozenset({"intervention_accepted", "intervention_declined"})
KINDS = frozenset({"purchase", "experience_rated", "complaint_raised", *ANSWERS})
ONE_TO_FIVE = ("stars", "csat")
LATER = 90.0  # days
NAN, INFINITE = float("nan"), float("inf")

Fact = tuple[str, int, bytes]  # kind, when (microseconds), JSON


class After(NamedTuple):
    """`repeat`, `complaint`: days until the next one, nan where none is known within LATER; `spent` in it.

    `stars`: the next rating within WHOLE days, nan where there is none; `answer`: accepted, declined or "".
    `followed`: may it be looked at what this customer does. `better`: came into a better state.
    """

    repeat: float
    complaint: float
    spent: float
    stars: float
    answer: str
    followed: bool
    better: bool | None = None


class _Body(Paid, gc=False):
    metric: str | None = None
    score: float = 0.0
    intervention_id: str | None = None


class Reply(NamedTuple):
    """`said`: accepted or declined."""

    said: str
    at: int


class Course(NamedTuple):
    """What a customer did, each in order of time (microseconds); `answers`: intervention → what was said."""

    orders: list[tuple[int, str, float]]
    ratings: list[tuple[int, float]]
    complaints: list[int]
    answers: dict[str, Reply]
    followed: bool


_decode = msgspec.json.Decoder(_Body).decode


def course_of(facts: Iterable[Fact], *, followed: bool, currency: str) -> Course:
    """An order told twice is one order; an answer told again is the last one. `currency`: the shop's."""
    course, seen = Course([], [], [], {}, followed), set()
    for kind, at, raw in facts:
        body = _decode(raw)
        if kind == "purchase" and (name := body.order_id or str(at)) not in seen:
            seen.add(name)
            course.orders.append((at, name, body.worth_in(currency)))
        elif kind == "experience_rated" and body.metric in ONE_TO_FIVE:
            course.ratings.append((at, body.score))
        elif kind == "complaint_raised":
            course.complaints.append(at)
        elif kind in ANSWERS and body.intervention_id:
            course.answers[body.intervention_id] = Reply(kind.removeprefix("intervention_"), at)
    return course


def after(course: Course, name: str, subject: str, at: int) -> After:
    """What became of one decision about a subject, made at a moment; the order it was about is none."""
    until, reply = at + int(LATER * DAY), course.answers.get(name)
    orders = [one for one in course.orders if at < one[0] <= until and one[1] != subject]
    return After(
        (orders[0][0] - at) / DAY if orders else NAN,
        _next(course.complaints, at),
        sum(worth for _, _, worth in orders),
        _rated(course.ratings, at),
        reply.said if reply else "",
        course.followed,
    )


def _next(moments: list[int], at: int) -> float:
    place = bisect_right(moments, at)
    days = (moments[place] - at) / DAY if place < len(moments) else NAN
    return days if days <= LATER else NAN


def _rated(ratings: list[tuple[int, float]], at: int) -> float:
    """A rating months later isn't about this any more."""
    place = bisect_right(ratings, (at, INFINITE))
    late = place >= len(ratings) or ratings[place][0] - at > WHOLE * DAY
    return NAN if late else ratings[place][1]
