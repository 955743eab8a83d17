"""Customers' events → gaps that open, states that customers come into, as triggers, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from features.clock import DAY
from features.interventions.definition import STATES
from features.touchpoints.definition import Touchpoint
from features.touchpoints.gaps import Gaps, gaps_of
from features.touchpoints.known import Known, Said
from features.touchpoints.reading import read_events
from features.touchpoints.state import states_of
from service.engine.carts import offers_of
from service.interventions.trigger import Trigger
from service.interventions.usual import UsualAtHand
from service.store.protocol import Reader
from service.store.records import Fact, HistoryRow

DECISION = "consent_updated"
FRESH = 7 * DAY  # what happened longer ago is history: nobody apologises for it out of the blue


class Arose(NamedTuple):
    """`states`: customer → state."""

    triggers: list[Trigger]
    states: Mapping[str, str]


class Arising:
    """`content_of`: answer_id → what was said. Blocks; raises StoreDown."""

    def __init__(self, store: Reader, zone: str, content_of: Callable[[str], Said | None]) -> None:
        self._store = store
        self._zone = zone
        self._content_of = content_of
        self._usual = UsualAtHand(store)

    def of(
        self, facts: Mapping[str, Sequence[Fact]], touchpoints: Mapping[str, Touchpoint], now: int
    ) -> Arose:
        """By customer; facts in order of time."""
        gaps = self._gaps(facts, touchpoints, now)
        return Arose(triggers_of(gaps, now), dict(states_of(gaps, now).iter_rows()))

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
        return gaps_of(Known(events, now, touchpoints, self._zone, offers, kinds, self._content_of, usual))


def triggers_of(gaps: Gaps, now: int) -> list[Trigger]:
    """Of customers, of the last days, the oldest first; some may have been decided upon already."""
    return sorted(
        [*unmet(gaps, now - FRESH, now), *_moved(gaps, now)], key=lambda one: (one.at, one.kind, one.subject)
    )


def unmet(gaps: Gaps, since: int, until: int) -> list[Trigger]:
    """Expectations that weren't met; what has no subject of its own is named by its moment."""
    fell = pl.col("at").is_between(since, until) & ~pl.col("met")
    rows = gaps.rows.filter(fell & pl.col("customer_id").is_not_null())
    named = pl.coalesce("subject", pl.col("at").cast(pl.String))
    found = rows.select("customer_id", "kind", "touchpoint", named, "at", "gap").iter_rows()
    return list(map(Trigger._make, found))


def _moved(gaps: Gaps, now: int) -> list[Trigger]:
    """Somebody is in a state that calls for something and wasn't a day ago; the day it began names it."""
    today = now // DAY
    before, midnight = (dict(states_of(gaps, at).iter_rows()) for at in (now - DAY, today * DAY))
    return [
        Trigger(customer, state, "homepage", str(today - (midnight.get(customer) == state)), now)
        for customer, state in states_of(gaps, now).iter_rows()
        if state in STATES and before.get(customer) != state
    ]
