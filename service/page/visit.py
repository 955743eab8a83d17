"""Who asks → what the store says of them: who it is, consent, last events. Blocks, so off the event loop."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from features.consent import granted
from service.answers.known import Known
from service.answers.serve import AnswerService
from service.engine.live import Live, News
from service.page.model import PageRequest
from service.store.kinds import LASTING, WISHES
from service.store.protocol import Reader
from service.store.records import Fact, Person

LAST_EVENTS = 500
MOST_WISHES = 10_000
NOBODY = Person(None, ())


class Visit(Struct, frozen=True):
    """What the store says about who asks: `facts` is empty where consent forbids to look."""

    person: Person
    consented: bool
    facts: list[Fact]
    news: News | None
    now: int
    known: Known | None = None


def visit_of(
    store: Reader,
    live: Live,
    request: PageRequest,
    now: int,
    *,
    default: bool,
    answers: AnswerService | None = None,
) -> Visit:
    """As of `now`; `default`: what holds without a decision about consent. Raises StoreDown."""
    person = _person(store, request, now)
    decisions = store.decisions(person, now) if person != NOBODY else []
    consented = granted(decisions, "personalisation", default=default)
    facts = _facts(store, person, now) if consented and person != NOBODY else []
    known = answers.known(person, decisions, facts, now) if answers else None
    return Visit(person, consented, facts, live.news(), now, known)


def _person(store: Reader, request: PageRequest, now: int) -> Person:
    if request.customer_id is None and request.anonymous_id is None:
        return NOBODY
    return store.person(request.customer_id, request.anonymous_id, now)


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


def without_history(visit: Visit) -> Visit:
    """The visit as there is time for it: only what somebody waved away."""
    return replace(visit, facts=[fact for fact in visit.facts if fact.kind in WISHES])
