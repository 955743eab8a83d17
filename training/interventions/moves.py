"""Decisions and customers' events → who came into a better state in the 30 days after, and who didn't."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from features.clock import DAY
from features.interventions.outcomes import WINDOW
from features.touchpoints.gaps import Gaps, gaps_of
from features.touchpoints.known import Known
from features.touchpoints.names import KINDS, State
from features.touchpoints.reading import read_events
from features.touchpoints.state import states_of
from service.store.protocol import Reader
from service.store.records import HistoryRow
from training.interventions.ledger import Decision
from training.touchpoints.job import Shop

RANK: dict[State, int] = {"at_risk": 0, "satisfied": 1, "loyal": 2, "delighted": 3}
LATER = int(WINDOW * DAY)


def better(store: Reader, decisions: Sequence[Decision], shop: Shop, as_of: int) -> list[bool | None]:
    """Between the end of the decision's day (UTC) and 30 days later; None: not over yet, or not known."""
    over = [day_of(one) for one in decisions if day_of(one) + LATER <= as_of]
    if not over:
        return [None] * len(decisions)
    gaps = _gaps(store, decisions, shop, as_of)
    moments = {moment for day in over for moment in (day, day + LATER)}
    known: dict[int, dict[str, State]] = {
        moment: dict(states_of(gaps, moment).iter_rows()) for moment in sorted(moments)
    }
    return [_better(one, known) for one in decisions]


def day_of(decision: Decision) -> int:
    """The end of its day."""
    return (decision.line.decided_at // DAY + 1) * DAY


def _better(decision: Decision, known: dict[int, dict[str, State]]) -> bool | None:
    day, who = day_of(decision), decision.line.customer_id
    before, later = (known.get(moment, {}).get(who) for moment in (day, day + LATER))
    return None if before is None or later is None else RANK[later] > RANK[before]


def _gaps(store: Reader, decisions: Sequence[Decision], shop: Shop, as_of: int) -> Gaps:
    """Of customers who were decided upon, of those who allow analytics."""
    customers = sorted({one.line.customer_id for one in decisions})
    events = read_events(_rows(store, customers, as_of), consent_granted=shop.consent_granted)
    return gaps_of(Known(events, as_of, shop.touchpoints, shop.zone, content_of=shop.content_of))


def _rows(store: Reader, customers: Sequence[str], as_of: int) -> Iterator[list[HistoryRow]]:
    """A batch per thousand customers."""
    for first in range(0, len(customers), 1_000):
        people = {one: store.person(one, None, as_of) for one in customers[first : first + 1_000]}
        yield [
            HistoryRow(name, None, *fact)
            for name, person in people.items()
            for fact in store.facts(person, as_of, None, KINDS)
        ]
