"""Gaps that open, states that customers come into → triggers: what may call for a gesture, each once."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

import polars as pl

from features.clock import DAY
from features.interventions.definition import STATES
from features.touchpoints.gaps import Gaps
from features.touchpoints.state import states_of

FRESH = 7 * DAY  # what happened longer ago is history: nobody apologises for it out of the blue


class Trigger(NamedTuple):
    """Something happened to a customer; `gap` in the trigger's own unit, positive is worse."""

    customer_id: str
    kind: str
    touchpoint: str
    subject: str
    at: int
    gap: float = 0.0

    @property
    def intervention_id(self) -> str:
        """The same trigger has the same name in every worker and after every restart."""
        named = "\x00".join((self.customer_id, self.kind, self.subject)).encode()
        return blake2b(named, digest_size=12).hexdigest()


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
    """Somebody is in a state that calls for something and wasn't a day ago; the day names it."""
    before = dict(states_of(gaps, now - DAY).iter_rows())
    today = str(now // DAY)
    return [
        Trigger(customer, state, "homepage", today, now)
        for customer, state in states_of(gaps, now).iter_rows()
        if state in STATES and before.get(customer) != state
    ]
