"""A person → where their events lie: under the account, and on devices in the person's stretches of time."""

from __future__ import annotations

from heapq import nlargest, nsmallest
from typing import NamedTuple

from service.store.records import Person, Window

MOST_WINDOWS = 50  # stretches on devices that a limited read looks into


class Part(NamedTuple):
    """A condition that an index answers, with its values."""

    where: str
    values: tuple[str | int, ...]


def lately(person: Person) -> Person:
    """The person with the stretches that are still open or ended last; a page doesn't wait for thousands."""
    if len(person.windows) <= MOST_WINDOWS:
        return person
    latest = nlargest(MOST_WINDOWS, person.windows, key=lambda window: (window.until, window.since))
    return Person(person.customer_id, tuple(latest))


def earliest(person: Person) -> Person:
    """The same with the stretches that began first."""
    if len(person.windows) <= MOST_WINDOWS:
        return person
    return Person(person.customer_id, tuple(nsmallest(MOST_WINDOWS, person.windows, key=lambda w: w.since)))


def later(person: Person, at: int) -> Person:
    """The person with what lies before a moment cut off the stretches on devices."""
    windows = (window._replace(since=max(window.since, at)) for window in person.windows)
    return Person(person.customer_id, tuple(windows))


def parts_of(person: Person, until: int, at: str = "occurred_at") -> list[Part]:
    """Where what is the person's lies: under the account, and on devices in the person's stretches.

    `at` is the column that says when.
    """
    parts = [_of_window(window, until, at) for window in person.windows]
    return parts if person.customer_id is None else [_of_customer(person.customer_id, until, at), *parts]


def _of_customer(customer_id: str, until: int, at: str) -> Part:
    return Part(f"customer_id = ? AND {at} <= ?", (customer_id, until))


def _of_window(window: Window, until: int, at: str) -> Part:
    """What names a customer, too, is found under the account."""
    where = f"anonymous_id = ? AND {at} BETWEEN ? AND ? AND customer_id IS NULL"
    return Part(where, (window.anonymous_id, window.since, min(window.until - 1, until)))
