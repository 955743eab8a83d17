"""The ledger of goodwill → decisions with what was known then, and how likely each gesture was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from features.interactions import Floats
from features.interventions.definition import NOTHING
from features.interventions.traits import Traits
from service.store.protocol import Reader, Store
from service.store.records import STANDS, Intervention


class Known(Struct, frozen=True):
    """What a decision rested on; `shares`: of who is held out, what would have been drawn from."""

    traits: Traits
    shares: dict[str, float]
    held: float
    not_now: dict[str, str] = {}


class Decision(NamedTuple):
    """One about goodwill."""

    line: Intervention
    known: Known

    @property
    def could(self) -> bool:
        """Was any gesture possible at all; else nothing was chosen."""
        return len(self.known.shares) > 1

    @property
    def cost(self) -> float:
        """In the shop's currency."""
        return self.line.cost if self.line.state in STANDS else 0.0


class Ledger(NamedTuple):
    """`decisions` in order of time; `made`: names of all interventions, what is owed too."""

    decisions: list[Decision]
    made: frozenset[str]
    unreadable: int


def read_ledger(store: Store, as_of: int) -> Ledger:
    """Everything decided before a moment (microseconds). Raises StoreDown."""
    decisions, made, unreadable = [], set(), 0
    for line in (line for batch in store.interventions(0, as_of) for line in batch):
        made.add(line.intervention_id)
        if line.purpose != "goodwill":
            continue
        try:
            decisions.append(Decision(line, msgspec.json.decode(line.facts, type=Known)))
        except msgspec.DecodeError:
            unreadable += 1
    return Ledger(decisions, frozenset(made), unreadable)


def gestures_of(decisions: Iterable[Decision], defined: Iterable[str]) -> tuple[str, ...]:
    """`nothing` first; what is defined now and what ever was possible."""
    found = {name for one in decisions for name in one.known.shares} | set(defined)
    return (NOTHING, *sorted(found - {NOTHING}))


def propensities(decisions: Iterable[Decision], gestures: tuple[str, ...]) -> Floats:
    """(n, gestures): how likely each was, given all that was done for the customer before.

    Held out are customers, not triggers: who got a gesture isn't, and the longer somebody got none the
    likelier they are (Bayes), which is what makes later triggers comparable too.
    """
    decisions, place = list(decisions), {name: n for n, name in enumerate(gestures)}
    told = np.zeros((len(decisions), len(gestures)))
    for row, one, odds in zip(told, decisions, _odds(decisions), strict=True):
        held = odds / (1 + odds)
        for name, share in one.known.shares.items():
            row[place[name]] = (1 - held) * share
        row[0] += held
    return told


def _odds(decisions: Iterable[Decision]) -> Iterator[float]:
    """Held out against not, of each decision's customer, as it stood before the decision."""
    of: dict[str, float] = {}
    for one in decisions:
        customer = one.line.customer_id
        odds = of.get(customer, one.known.held / (1 - one.known.held))
        yield odds
        nothing = one.line.gesture == NOTHING
        of[customer] = min(odds / max(one.known.shares[NOTHING], 1e-9), 1e9) if nothing else 0.0


def customers_of(store: Reader, ledger: Ledger, kinds: frozenset[str], as_of: int) -> list[str]:
    """Who was decided upon, and who answered something, in order."""
    return sorted({one.line.customer_id for one in ledger.decisions} | {*store.active(kinds, 0, as_of)})
