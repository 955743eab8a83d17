"""Customers to look at → what happened to them, as triggers, and what eligibility may know of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from features.clock import DAY
from features.consent import Decided
from features.touchpoints.definition import Touchpoint
from features.touchpoints.names import KINDS
from service.interventions.trigger import Trigger
from service.store.protocol import Reader
from service.store.records import Fact, Person

if TYPE_CHECKING:
    from features.touchpoints.known import Said
    from service.interventions.arising import Arising

MOST = 1_000  # events of one customer, the newest
SAYS, MOST_SAID = frozenset({"customer_updated"}), 20


def facts_of(reader: Reader, person: Person, now: int) -> list[Fact]:
    """In order of time; where somebody lives doesn't get lost behind a thousand clicks."""
    newest = reader.facts(person, now, MOST, KINDS)
    if len(newest) < MOST:
        return newest
    said = reader.facts(person, newest[0].occurred_at, MOST_SAID, SAYS)
    return [*said, *newest]


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
        self.content_of = content_of

    def look(
        self,
        customers: Sequence[str],
        touchpoints: Mapping[str, Touchpoint],
        now: int,
        aside: Collection[str] = (),
    ) -> Looked:
        """What happened to them up to now; of those `aside` only the facts, which costs little."""
        people = {one: self._store.person(one, None, now) for one in customers}
        facts = {one: facts_of(self._store, person, now) for one, person in people.items()}
        decisions = {one: self._store.decisions(person, now) for one, person in people.items()}
        judged = {one: told for one, told in facts.items() if one not in aside}
        arose = self._arising.of(judged, touchpoints, now) if judged else None
        triggers, states = (arose.triggers, arose.states) if arose else ([], {})
        return Looked(triggers, facts, decisions, states)

    @cached_property
    def _arising(self) -> Arising:
        """Loads polars: a worker that never looks at anybody does without."""
        from service.interventions.arising import Arising

        return Arising(self._store, self._zone, self.content_of)


RECENT = 30 * DAY  # so long after the last of it something may still go wrong
OPENS = frozenset(
    {"purchase", "contact_started", "complaint_raised", "complaint_acknowledged", "add_to_cart"}
)
