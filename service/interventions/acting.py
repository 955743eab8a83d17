"""What happened since the last round → decisions in the ledger, messages in the outbox, customer by customer.

A decision and its message are one transaction: killed in between, neither or both are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

from features.clock import Clock
from features.errors import StoreDown, StoreRefused
from service import observe
from service.ingest.writer import Writer
from service.interventions.approving import lapse
from service.interventions.cases import Case, Shop, gravity, settle
from service.interventions.catalogue import AtHand, Catalogue
from service.interventions.foreseen import Foresight
from service.interventions.looking import Looked, Looking
from service.interventions.reminders import Occasions, whom, wishes
from service.interventions.surveys import askings
from service.interventions.sweep import Sweep
from service.interventions.trigger import Trigger
from service.interventions.turns import Turns
from service.interventions.webhook.permission import STALE
from service.store.protocol import Store, Transaction

T = TypeVar("T")
_customer = attrgetter("customer_id")

APPROVE = "see that somebody looks at /console/approvals at least once a week"
REMINDED_AT_ONCE = 10  # customers a second: what would be said to each takes a few milliseconds


class Senses(NamedTuple):
    """By what reasons to act are found: what went wrong, what will, what there is to remind of."""

    looking: Looking
    foresight: Foresight
    occasions: Occasions


class _Round(NamedTuple):
    """`remind`: of these customers also what there is to remind of; of those `aside` nothing else."""

    catalogue: Catalogue
    remind: frozenset[str]
    aside: frozenset[str]
    now: int


class Acting:
    """One worker's; everything blocks and raises StoreDown."""

    def __init__(
        self, store: Store, writer: Writer, at_hand: AtHand, senses: Senses, shop: Shop, clock: Clock
    ) -> None:
        self._store = store
        self._writer = writer
        self._at_hand = at_hand
        self._senses = senses
        self._shop = shop
        self._clock = clock
        self._turns = Turns(store, self._write, senses.looking.content_of)
        self._absent = Sweep(lambda now: whom(store, at_hand.now, now), REMINDED_AT_ONCE)

    def round(self) -> int:
        """Look at a few customers; how many decisions were made."""
        catalogue, now = self._at_hand.look(), self._clock()
        customers = self._turns.next(now) if catalogue.reaches_out else None
        if customers is None:
            return 0
        self._lapse(now)
        absent = self._absent.next(now) if catalogue.reminders else []
        several = list(dict.fromkeys([*customers, *absent]))
        aside = frozenset(absent) - {*customers}
        made = self._act_upon(several, _Round(catalogue, frozenset(absent), aside, now)) if several else 0
        self._turns.done()
        self._absent.done()
        return made

    def _lapse(self, now: int) -> None:
        """Written only where there is anything to do."""
        if self._store.approvals_overdue(now - STALE):
            many = self._write(partial(lapse, now=now))
            observe.log().warning("approvals have lapsed", many=many, mend=APPROVE)

    def _act_upon(self, customers: Sequence[str], this: _Round) -> int:
        """How many decisions were made; whoever makes it fail is left out, and nobody else."""
        try:
            return sum(self._settle(case, this) for case in self._cases(customers, this))
        except (StoreDown, StoreRefused):
            raise
        except Exception as error:
            if len(customers) == 1:
                observe.gesture_left_out(error)
                return 0
        half = len(customers) // 2
        return sum(self._act_upon(some, this) for some in (customers[:half], customers[half:]))

    def _cases(self, customers: Sequence[str], this: _Round) -> Iterator[Case]:
        """Of those for whom there is any reason to act, in order."""
        looked = self._senses.looking.look(customers, this.catalogue.touchpoints, this.now, this.aside)
        reasons = {who: list(found) for who, found in groupby(self._triggers(looked, this), _customer)}
        for who, facts in sorted(looked.facts.items()):
            wanted = who in this.remind
            found = wishes(who, facts, this.catalogue, self._senses.occasions, this.now) if wanted else []
            if found or who in reasons:
                yield Case(who, reasons.get(who, []), found, looked)

    def _triggers(self, looked: Looked, this: _Round) -> list[Trigger]:
        foresight, touchpoints = self._senses.foresight, this.catalogue.touchpoints
        found = [*looked.triggers]
        for who, facts in looked.facts.items():
            if who in this.aside:
                continue
            found += foresight.triggers(who, facts, this.now)
            found += askings(who, facts, touchpoints, this.now)
        return sorted(found, key=lambda one: (one.customer_id, gravity(one), one.at))

    def _settle(self, case: Case, this: _Round) -> int:
        lines = self._write(partial(settle, case, self._shop, this.catalogue, this.now))
        for line in lines:
            observe.GESTURES.labels(line.purpose, line.state).inc()
        return len(lines)

    def _write(self, work: Callable[[Transaction], T]) -> T:
        return self._writer.submit(work).result()
