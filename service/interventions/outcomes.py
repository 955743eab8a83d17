"""A customer's decisions and events → beside each decision what the customer said to it, and did after it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from msgspec import Struct

from features.clock import to_text
from features.interventions.course import KINDS, Course, after, course_of
from service.interventions.looking import MOST
from service.store.protocol import Reader
from service.store.records import Intervention


class Outcome(Struct, frozen=True, kw_only=True):
    """`reply`: `accepted` or `declined`, null: none yet. Days until the next order (not the one it was about)
    and complaint within 90; `stars`: the next rating within 37 days, of stars or CSAT. null: not heard of.
    """

    reply: str | None
    replied_at: str | None
    order_days: float | None
    complaint_days: float | None
    stars: float | None


def outcomes_of(store: Reader, customer_id: str, lines: Sequence[Intervention], now: int) -> list[Outcome]:
    """In step with the lines, as far as it is known by now. Blocks; raises StoreDown."""
    person = store.person(customer_id, None, now)
    course = course_of(store.facts(person, now, MOST, KINDS), followed=True, currency="")
    return [_outcome(line, course) for line in lines]


def _outcome(line: Intervention, course: Course) -> Outcome:
    found = after(course, line.intervention_id, line.subject, line.decided_at)
    reply = course.answers.get(line.intervention_id)
    return Outcome(
        reply=reply.said if reply else None,
        replied_at=to_text(reply.at) if reply else None,
        order_days=_known(found.repeat),
        complaint_days=_known(found.complaint),
        stars=_known(found.stars),
    )


def _known(value: float) -> float | None:
    return None if isnan(value) else round(value, 2)
