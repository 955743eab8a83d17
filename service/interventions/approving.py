"""A decision that waits for somebody, and their word → on its way, declined, or not possible any more."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from features.interventions.contact import WAKES_NOBODY, quiet_until
from features.interventions.definition import Gesture
from service.interventions.catalogue import Catalogue
from service.interventions.customer import Customer, customer_of
from service.interventions.deciding import held_out
from service.interventions.entries import WEB, message_of, said_of
from service.interventions.looking import facts_of
from service.interventions.webhook.permission import STALE
from service.store.protocol import Transaction
from service.store.records import Intervention

Outcome = Literal["ready", "declined", "unknown", "settled", "too_old", "gone", "no_consent", "held_out"]

TOO_OLD: Literal["too_old"] = "too_old"


class Approval(NamedTuple):
    """Somebody's word. `by`: who; `zone`, `currency`, `default`: the shop's, and what holds of consent."""

    intervention_id: str
    approved: bool
    by: str
    zone: str
    currency: str
    default: bool


def settle(transaction: Transaction, said: Approval, catalogue: Catalogue, now: int) -> Outcome:
    """In one transaction. The same word twice is one; what can't be done any more is cancelled.

    What is approved is what was decided, in its words and at its cost, whatever is defined since.
    """
    line = transaction.intervention(said.intervention_id)
    if line is None:
        return "unknown"
    if line.state != "waiting":
        return _settled(line, said)
    if not said.approved:
        _moved(transaction, line, "declined", now, said.by)
        return "declined"
    return _approve(transaction, line, said, catalogue, now)


def _approve(
    transaction: Transaction, line: Intervention, said: Approval, catalogue: Catalogue, now: int
) -> Outcome:
    customer = _customer(transaction, line, said, now)
    gesture = next((one for one in catalogue.gestures if one.name == line.gesture), None)
    if why := _why_not(line, gesture, customer, catalogue, now):
        _moved(transaction, line, "lapsed" if why == TOO_OLD else "cancelled", now, why)
        return why
    _moved(transaction, line, "ready", now, said.by)
    if line.channel != WEB:
        told = _worded(line, gesture, customer)
        transaction.put_message(message_of(told, customer.zone, _when(line, customer, catalogue, now)))
    return "ready"


def _worded(line: Intervention, gesture: Gesture | None, customer: Customer) -> Intervention:
    """With the words and the currency that an earlier release didn't keep."""
    text = msgspec.json.encode(said_of(line, gesture))
    return line._replace(text=text, currency=line.currency or customer.currency)


def lapse(transaction: Transaction, now: int) -> int:
    """What nobody approved in time waits no longer, unless it is owed; returns how many."""
    return transaction.lapse_interventions(now - STALE, now, TOO_OLD)


def _settled(line: Intervention, said: Approval) -> Outcome:
    """The same word again is no contradiction."""
    if line.state == "lapsed":
        return TOO_OLD
    if said.approved and line.state in ("ready", "sent"):
        return "ready"
    return "declined" if not said.approved and line.state == "declined" else "settled"


def _moved(transaction: Transaction, line: Intervention, state: str, now: int, by: str) -> None:
    transaction.move_intervention(line.intervention_id, "waiting", state, now, by)


def _why_not(
    line: Intervention, gesture: Gesture | None, customer: Customer, catalogue: Catalogue, now: int
) -> Outcome | None:
    if line.purpose != "owed" and now - line.decided_at > STALE:
        return TOO_OLD
    if gesture is None or gesture.stopped:
        return "gone"
    if line.purpose == "goodwill" and held_out(line.customer_id, catalogue.goodwill.holdout):
        return "held_out"  # since it was decided more customers are left alone
    return "no_consent" if line.purpose != "owed" and not customer.marketing else None


def _customer(transaction: Transaction, line: Intervention, said: Approval, now: int) -> Customer:
    person = transaction.person(line.customer_id, None, now)
    facts = facts_of(transaction, person, now)
    decisions = transaction.decisions(person, now)
    return customer_of(
        line.customer_id,
        facts,
        decisions,
        (),
        now,
        zone=said.zone,
        default=said.default,
        currency=said.currency,
    )


def _when(line: Intervention, customer: Customer, catalogue: Catalogue, now: int) -> int:
    """Not in the customer's quiet hours, whenever somebody approves; what is owed waits for nobody."""
    if line.purpose == "owed" or line.channel in WAKES_NOBODY:
        return now
    return quiet_until(catalogue.contact, now, customer.zone) or now
