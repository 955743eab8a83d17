"""Who asks → what the store says of them: who it is, consent, last events. Blocks, so off the event loop."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from service.answers.known import Known
from service.answers.serve import AnswerService
from service.engine.live import Live, News
from service.engine.past import past_of
from service.experiments.serve import Entry, Experiments
from service.page.model import PageRequest
from service.store.kinds import WISHES
from service.store.protocol import Reader
from service.store.records import Fact, Person


class Visit(Struct, frozen=True):
    """What the store says about who asks: `facts` is empty where consent forbids to look."""

    person: Person
    consented: bool
    facts: list[Fact]
    news: News | None
    now: int
    known: Known | None = None
    entry: Entry | None = None


def visit_of(
    store: Reader,
    live: Live,
    request: PageRequest,
    now: int,
    *,
    default: bool,
    answers: AnswerService | None = None,
    experiments: Experiments | None = None,
) -> Visit:
    """As of `now`; `default`: what holds without a decision about consent. Raises StoreDown."""
    past = past_of(store, request.customer_id, request.anonymous_id, now, default=default)
    known = answers.known(past, now) if answers else None
    entry = experiments.read(past, request.anonymous_id, now) if experiments else None
    return Visit(past.person, past.consented, past.facts, live.news(), now, known, entry)


def without_history(visit: Visit) -> Visit:
    """The visit as there is time for it: only what somebody waved away."""
    return replace(visit, facts=[fact for fact in visit.facts if fact.kind in WISHES])
