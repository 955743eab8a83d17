"""`identify` and `sign_out` of a device → the spans of time in which it was whose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

ALWAYS = -(2**62)
FOREVER = 2**62


class Mark(NamedTuple):
    """An `identify` (with its customer) or a `sign_out` (None) at a moment in microseconds."""

    at: int
    customer_id: str | None


class Span(NamedTuple):
    """From `since` up to, not including, `until` the device was this customer's, or nobody's (None).

    Before `identified_at` nobody could know: a replay as of an earlier moment sees a stranger there.
    """

    since: int
    until: int
    customer_id: str | None
    identified_at: int = ALWAYS


def spans(marks: Iterable[Mark], since: int = ALWAYS) -> list[Span]:
    """Spans of one device without gaps; `identify` reaches back to when it was last somebody else's.

    `since`: where one of its spans begins; then the marks from the moment before it on are enough.
    """
    done: list[Span] = []
    identified_at, owner = ALWAYS, None
    for mark in sorted(marks, key=lambda m: m.at):
        if mark.customer_id == owner:
            continue
        if owner is not None and since <= mark.at:
            done.append(Span(since, mark.at + 1, owner, identified_at))
            since = mark.at + 1
        owner = mark.customer_id
        identified_at = ALWAYS if owner is None else mark.at
    return [*done, Span(since, FOREVER, owner, identified_at)]


def span_at(device: Iterable[Span], at: int) -> Span:
    """The span of a device in which a moment lies."""
    return next(span for span in device if span.since <= at < span.until)
