"""Customers to look at → what happened to them, as triggers, and what eligibility may know of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from features.clock import DAY
from features.consent import Decided
from features.touchpoints.definition import Touchpoint
from features.touchpoints.gaps import Gaps, gaps_of
from features.touchpoints.known import Known, Said
from features.touchpoints.reading import KINDS, read_events
from features.touchpoints.state import states_of
from service.engine.carts import offers_of
from service.interventions.trigger import Trigger, triggers_of
from service.interventions.usual import UsualAtHand
from service.store.protocol import Reader
from service.store.records import Fact, HistoryRow

MOST = 1_000  # events of one customer, the newest
DECISION = "consent_updated"


class Looked(NamedTuple):
    """What is known of the customers looked at; facts in order of time."""

    triggers: list[Trigger]
    facts: Mapping[str, list[Fact]]
    decisions: Mapping[str, list[Decided]]
    states: Mapping[str, str]


class Looking:
    """`content_of`: answer_id → what was said. Everything blocks; raises StoreDown."""

    def __init__(self, store: Reader, zone: str, content_of: Callable[[str], Said | None]) -> None:
        self._store = store
        self._zone = zone
        self._usual = UsualAtHand(store)
        self.content_of = content_of

    def look(self, customers: Sequence[str], touchpoints: Mapping[str, Touchpoint], now: int) -> Looked:
        """What happened to them up to now."""
        people = {one: self._store.person(one, None, now) for one in customers}
        facts = {one: self._store.facts(person, now, MOST, KINDS) for one, person in people.items()}
        decisions = {one: self._store.decisions(person, now) for one, person in people.items()}
        gaps = self._gaps(facts, touchpoints, now)
        return Looked(triggers_of(gaps, now), facts, decisions, dict(states_of(gaps, now).iter_rows()))

    def _gaps(
        self, facts: Mapping[str, Sequence[Fact]], touchpoints: Mapping[str, Touchpoint], now: int
    ) -> Gaps:
        """What is owed rests on the contract, so nothing is left out; consent is asked for by the gesture."""
        rows = [
            HistoryRow(customer, None, *fact)
            for customer, told in facts.items()
            for fact in told
            if fact.kind != DECISION
        ]
        events = read_events([rows], consent_granted=True)
        offers, usual = offers_of(self._store, events, now), self._usual.look()
        kinds = usual.kinds if usual else {}
        return gaps_of(Known(events, now, touchpoints, self._zone, offers, kinds, self.content_of, usual))


RECENT = 30 * DAY  # so long after the last of it something may still go wrong
OPENS = frozenset(
    {"purchase", "contact_started", "complaint_raised", "complaint_acknowledged", "add_to_cart"}
)
