"""Who asks → who it is, what they decided, and of their past what consent allows. Blocks the event loop."""

from __future__ import annotations

from typing import NamedTuple

from features.consent import Decided, granted
from service.store.kinds import LASTING, WISHES
from service.store.protocol import Reader
from service.store.records import Fact, Person

LAST_EVENTS = 500
MOST_WISHES = 10_000
STRANGER = Person(None, ())


class Past(NamedTuple):
    """`consented`: to personalisation; `facts`: in order of time, empty where consent forbids to look."""

    person: Person
    decisions: list[Decided]
    consented: bool
    facts: list[Fact]


def past_of(
    store: Reader, customer_id: str | None, anonymous_id: str | None, now: int, *, default: bool
) -> Past:
    """As of `now`; `default`: what holds without a decision about consent. Raises StoreDown."""
    if customer_id is None and anonymous_id is None:
        return Past(STRANGER, [], default, [])
    person = store.person(customer_id, anonymous_id, now)
    decisions = store.decisions(person, now)
    consented = granted(decisions, "personalisation", default=default)
    return Past(person, decisions, consented, _facts(store, person, now) if consented else [])


def _facts(store: Reader, person: Person, now: int) -> list[Fact]:
    """The last events; before so many of them also what is never forgotten."""
    facts = store.facts(person, now, LAST_EVENTS)
    if len(facts) < LAST_EVENTS:
        return facts
    first, seen = facts[0].occurred_at, set(facts)
    earlier = store.facts(person, first, LAST_EVENTS, LASTING)
    earlier += store.facts(person, first, MOST_WISHES, WISHES)
    earlier.sort(key=lambda fact: fact.occurred_at)
    return [fact for fact in earlier if fact not in seen] + facts
