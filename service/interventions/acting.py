"""What happened since the last round → decisions in the ledger, messages in the outbox, customer by customer.

A decision and its message are one transaction: killed in between, neither or both are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar

from features.clock import MINUTE, Clock, parse_duration
from features.errors import StoreDown, StoreRefused
from features.interventions.contact import Contact, remembered
from features.interventions.definition import TRIGGERS
from service import observe
from service.ingest.tombstones import Tombstones
from service.ingest.writer import Writer
from service.interventions.budget import purse_now
from service.interventions.catalogue import AtHand, Catalogue
from service.interventions.customer import Customer, customer_of
from service.interventions.deciding import Decided, Shares, decide
from service.interventions.foreseen import Foresight
from service.interventions.looking import Looked, Looking
from service.interventions.surveys import ASKED, ask, askings
from service.interventions.trigger import Trigger
from service.interventions.turns import Turns
from service.interventions.webhook.permission import STALE
from service.store.protocol import Store, Transaction
from service.store.records import STANDS, Intervention

T = TypeVar("T")

# Who has two reasons at once gets what the graver one calls for.
GRAVER = ("complaint", "late_foreseen", "delivery", "waiting", "csat", "stars")


class Shop(NamedTuple):
    """What deciding needs of the shop: its time zone and currency, what holds of consent by default, how it
    chooses.
    """

    zone: str
    currency: str
    consent_granted: bool
    choice: Shares


class Acting:
    """One worker's; everything blocks and raises StoreDown."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        at_hand: AtHand,
        looking: Looking,
        foresight: Foresight,
        shop: Shop,
        clock: Clock,
    ) -> None:
        self._writer = writer
        self._at_hand = at_hand
        self._looking = looking
        self._foresight = foresight
        self._shop = shop
        self._clock = clock
        self._turns = Turns(store, self._write, looking.content_of)

    def round(self) -> int:
        """Look at a few customers; how many decisions were made."""
        catalogue, now = self._at_hand.look(), self._clock()
        customers = self._turns.next(now) if catalogue.reaches_out else None
        if customers is None:
            return 0
        made = self._act_upon(customers, catalogue, now) if customers else 0
        self._turns.done()
        return made

    def _act_upon(self, customers: Sequence[str], catalogue: Catalogue, now: int) -> int:
        """How many decisions were made; whoever makes it fail is left out, and nobody else."""
        try:
            return self._act(customers, catalogue, now)
        except (StoreDown, StoreRefused):
            raise
        except Exception as error:
            if len(customers) == 1:
                observe.gesture_left_out(error)
                return 0
        half = len(customers) // 2
        return sum(self._act_upon(some, catalogue, now) for some in (customers[:half], customers[half:]))

    def _act(self, customers: Sequence[str], catalogue: Catalogue, now: int) -> int:
        looked = self._looking.look(customers, catalogue.touchpoints, now)
        foreseen = [
            t for who, facts in looked.facts.items() for t in self._foresight.triggers(who, facts, now)
        ]
        asked = [
            t for who, facts in looked.facts.items() for t in askings(who, facts, catalogue.touchpoints, now)
        ]
        triggers = sorted(
            [*looked.triggers, *foreseen, *asked], key=lambda t: (t.customer_id, gravity(t), t.at)
        )
        made = 0
        for customer, theirs in groupby(triggers, attrgetter("customer_id")):
            work = partial(self._decide, customer, list(theirs), looked, catalogue, now)
            lines = self._write(work)
            for line in lines:
                observe.GESTURES.labels(line.purpose, line.state).inc()
            made += len(lines)
        return made

    def _decide(
        self,
        customer_id: str,
        triggers: Sequence[Trigger],
        looked: Looked,
        catalogue: Catalogue,
        now: int,
        transaction: Transaction,
    ) -> list[Intervention]:
        """In one transaction: what the budget has left and what was made before is read where it is spent."""
        if lately_erased(transaction, customer_id, now):
            return []
        before = transaction.interventions_of(customer_id, now - memory(catalogue))
        customer = customer_of(
            customer_id,
            looked.facts[customer_id],
            looked.decisions[customer_id],
            before,
            now,
            zone=self._shop.zone,
            default=self._shop.consent_granted,
            currency=self._shop.currency,
            state=looked.states.get(customer_id),
        )
        made = []
        for trigger in triggers:
            for line, message in self._upon(trigger, customer, catalogue, now, transaction):
                if not transaction.put_intervention(line):
                    continue
                if message is not None:
                    transaction.put_message(message)
                customer = after(customer, line)
                made.append(line)
        return made

    def _upon(
        self, trigger: Trigger, customer: Customer, catalogue: Catalogue, now: int, transaction: Transaction
    ) -> list[Decided]:
        if trigger.kind == ASKED:
            return [ask(trigger, customer, catalogue, now)]
        purse = purse_now(transaction, catalogue.goodwill, now, self._shop.zone)
        return decide(trigger, customer, catalogue, self._shop.choice, purse, now)

    def _write(self, work: Callable[[Transaction], T]) -> T:
        return self._writer.submit(work).result()


def lately_erased(transaction: Transaction, customer_id: str, now: int) -> bool:
    """Who was erased since they were looked at: what was read of them must not come back as a decision."""
    return any(
        stretch.until > now - MINUTE for stretch in Tombstones(transaction).of("customer", customer_id)
    )


def gravity(trigger: Trigger) -> int:
    """The place of a trigger among several of one moment; the gravest is 0, questions of ours come last."""
    order = (*GRAVER, *(name for name in TRIGGERS if name not in GRAVER), ASKED)
    return order.index(trigger.kind)


def after(customer: Customer, line: Intervention) -> Customer:
    """The customer as the next decision of the same moment has to see them."""
    contacts = [*customer.contacts]
    if line.state in STANDS:
        contacts.append(Contact(line.decided_at, line.channel, line.purpose))  # type: ignore[arg-type]
    return customer._replace(before=[*customer.before, line], contacts=contacts)


def memory(catalogue: Catalogue) -> int:
    """How far back caps and cool-downs look, microseconds; what was approved late was decided before."""
    spans = [catalogue.goodwill.within, *(gesture.cool_down for gesture in catalogue.gestures)]
    return STALE + max(remembered(catalogue.contact), *map(parse_duration, spans))
