"""Decisions and customers' events → what each customer did after each decision, as far as it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import numpy as np

from features.clock import DAY
from features.consent import granted
from features.interventions.outcomes import WHOLE, WINDOW
from features.interventions.paid import Paid
from service.store.protocol import Reader
from service.store.records import Fact
from training.interventions.ledger import Decision, Ledger, customers_of

ANSWERS = frozenset({"intervention_accepted", "intervention_declined"})
KINDS = frozenset({"purchase", "experience_rated", "complaint_raised", *ANSWERS})
ONE_TO_FIVE = ("stars", "csat")
LATER = 90.0  # days
NAN = float("nan")


class After(NamedTuple):
    """`repeat`, `complaint`: days until the next one, nan where none is known within LATER; `spent` in it.

    `stars`: the next rating within WHOLE days, nan where there is none; `answer`: accepted, declined or "".
    `followed`: may it be looked at what this customer does. `better`: see `moves.better`.
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


class Course(NamedTuple):
    """What a customer did, each in order of time (microseconds); `answers`: intervention → what was said."""

    orders: list[tuple[int, str, float]]
    ratings: list[tuple[int, float]]
    complaints: list[int]
    answers: dict[str, str]
    followed: bool


def course_of(facts: Iterable[Fact], *, followed: bool) -> Course:
    """An order told twice is one order; an answer told again is the last one."""
    course, seen = Course([], [], [], {}, followed), set()
    decode = msgspec.json.Decoder(_Body).decode
    for kind, at, raw in facts:
        body = decode(raw)
        if kind == "purchase" and (name := body.order_id or str(at)) not in seen:
            seen.add(name)
            course.orders.append((at, name, body.worth))
        elif kind == "experience_rated" and body.metric in ONE_TO_FIVE:
            course.ratings.append((at, body.score))
        elif kind == "complaint_raised":
            course.complaints.append(at)
        elif kind in ANSWERS and body.intervention_id:
            course.answers[body.intervention_id] = kind.removeprefix("intervention_")
    return course


def courses(store: Reader, ledger: Ledger, as_of: int, *, consent_granted: bool) -> dict[str, Course]:
    """Of everybody in the ledger. Who said no to analytics isn't followed. Raises StoreDown."""
    found = {}
    for customer in customers_of(store, ledger, ANSWERS, as_of):
        person = store.person(customer, None, as_of)
        may = granted(store.decisions(person, as_of), "analytics", default=consent_granted)
        found[customer] = course_of(store.facts(person, as_of, None, KINDS), followed=may)
    return found


def after(decision: Decision, course: Course) -> After:
    """What became of one decision."""
    line = decision.line
    at, until = line.decided_at, line.decided_at + int(LATER * DAY)
    orders = [one for one in course.orders if at < one[0] <= until and one[1] != line.subject]
    return After(
        (orders[0][0] - at) / DAY if orders else NAN,
        _next(course.complaints, at),
        sum(worth for _, _, worth in orders),
        _rated(course.ratings, at),
        course.answers.get(line.intervention_id, ""),
        course.followed,
    )


def _next(moments: list[int], at: int) -> float:
    place = bisect_right(moments, at)
    days = (moments[place] - at) / DAY if place < len(moments) else NAN
    return days if days <= LATER else NAN


def _rated(ratings: list[tuple[int, float]], at: int) -> float:
    """A rating months later isn't about this any more."""
    place = bisect_right(ratings, (at, np.inf))
    late = place >= len(ratings) or ratings[place][0] - at > WHOLE * DAY
    return NAN if late else ratings[place][1]


def within(days: Iterable[float], most: float = WINDOW) -> Iterator[bool]:
    """Did it come within so many days; nan never did."""
    return (told <= most for told in days)
