"""All reasons to act on one customer → what is decided, with its messages, in one transaction.

What makes good comes first, then questions, then one reminder at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from features.clock import MINUTE, parse_duration
from features.interventions.contact import Contact, remembered
from features.interventions.definition import TRIGGERS
from service.ingest.tombstones import Tombstones
from service.interventions.budget import purse_now
from service.interventions.catalogue import Catalogue
from service.interventions.customer import Customer, customer_of
from service.interventions.deciding import Shares, decide
from service.interventions.entries import Decided
from service.interventions.looking import Looked
from service.interventions.reminders import Wish, remind
from service.interventions.surveys import ASKED, ask
from service.interventions.trigger import Trigger
from service.interventions.webhook.permission import STALE
from service.store.protocol import Transaction
from service.store.records import STANDS, Intervention

# Who has two reasons at once gets what the graver one calls for.
GRAVER = ("complaint", "late_foreseen", "delivery", "waiting", "csat", "stars")


class Shop(NamedTuple):
    """The shop's time zone and currency, what holds of consent by default, how it chooses."""

    zone: str
    currency: str
    consent_granted: bool
    choice: Shares


class Case(NamedTuple):
    """One customer: what happened, the graver first, and what there is to remind of."""

    customer_id: str
    triggers: Sequence[Trigger]
    wishes: Sequence[Wish]
    looked: Looked


def settle(
    case: Case, shop: Shop, catalogue: Catalogue, now: int, transaction: Transaction
) -> list[Intervention]:
    """What the budget has left and what was made before is read where it is spent; returns what is new."""
    if lately_erased(transaction, case.customer_id, now):
        return []
    customer = _customer(case, shop, transaction, catalogue, now)
    made = []
    for trigger in case.triggers:
        for one in _upon(trigger, customer, shop, catalogue, now, transaction):
            if _kept(one, transaction):
                customer = after(customer, one.intervention)
                made.append(one.intervention)
    return made + _reminded(case.wishes, customer, catalogue, now, transaction)


def _customer(case: Case, shop: Shop, transaction: Transaction, catalogue: Catalogue, now: int) -> Customer:
    name, looked = case.customer_id, case.looked
    return customer_of(
        name,
        looked.facts[name],
        looked.decisions[name],
        transaction.interventions_of(name, now - memory(catalogue)),
        now,
        zone=shop.zone,
        default=shop.consent_granted,
        currency=shop.currency,
        state=looked.states.get(name),
    )


def _upon(
    trigger: Trigger,
    customer: Customer,
    shop: Shop,
    catalogue: Catalogue,
    now: int,
    transaction: Transaction,
) -> list[Decided]:
    if trigger.kind == ASKED:
        return [ask(trigger, customer, catalogue, now)]
    purse = purse_now(transaction, catalogue.goodwill, now, shop.zone)
    return decide(trigger, customer, catalogue, shop.choice, purse, now)


def _reminded(
    wishes: Sequence[Wish], customer: Customer, catalogue: Catalogue, now: int, transaction: Transaction
) -> list[Intervention]:
    made = []
    for wish in wishes:
        found = remind(wish, customer, catalogue, now)
        if found is not None and _kept(found, transaction):
            made.append(found.intervention)
            if found.message is not None:
                break
    return made


def _kept(decided: Decided, transaction: Transaction) -> bool:
    """In the ledger, with its message; not where it was decided before."""
    if not transaction.put_intervention(decided.intervention):
        return False
    if decided.message is not None:
        transaction.put_message(decided.message)
    return True


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
    spans += [reminder.cool_down for reminder in catalogue.reminders]
    return STALE + max(remembered(catalogue.contact), *map(parse_duration, spans))
