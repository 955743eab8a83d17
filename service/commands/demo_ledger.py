"""The demo's past triggers → what the service would have decided upon each, in its ledger and outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from features.clock import DAY, HOUR
from features.settings import Settings
from features.touchpoints.gaps import gaps_of
from features.touchpoints.known import Known
from features.touchpoints.names import KINDS
from features.touchpoints.reading import read_events
from service.interventions.arising import unmet
from service.interventions.budget import purse_now
from service.interventions.cases import gravity, memory
from service.interventions.catalogue import Catalogue, catalogue_of
from service.interventions.choice import Even
from service.interventions.customer import Customer, customer_of
from service.interventions.deciding import decide
from service.interventions.entries import Decided, message_of
from service.interventions.trigger import Trigger
from service.store.protocol import Store, Transaction
from service.store.records import HistoryRow, Intervention

if TYPE_CHECKING:
    from training.demo.winning import Treated

UPON = ("delivery", "complaint", "waiting")
BROKEN = ("purchase", "order_cancelled", "shipment_", "refund", "contact_", "complaint_")  # what they rest on
CONFIRMED = 6 * DAY  # older ones somebody has confirmed


class Case(NamedTuple):
    """A trigger, when it was decided upon, and how many days too long it took as it turned out."""

    trigger: Trigger
    at: int
    days: float


def decided(store: Store, settings: Settings, now: int) -> list[tuple[Intervention, Treated | None]]:
    """The ledger, line by line in the order of time; with what customers react to where it is goodwill."""
    catalogue = catalogue_of(store)
    cases = list(broken(store, catalogue, settings, now))
    found = []
    with store.write() as transaction:
        for case in sorted(cases, key=lambda one: (one.at, gravity(one.trigger))):
            customer = as_known(transaction, case, catalogue, settings)
            purse = purse_now(transaction, catalogue.goodwill, case.at, settings.timezone)
            for one in decide(case.trigger, customer, catalogue, Even(), purse, case.at):
                line = kept(transaction, one, customer, catalogue, now)
                found.append((line, treated(line, customer, case)))
    return found


def broken(store: Store, catalogue: Catalogue, settings: Settings, now: int) -> Iterator[Case]:
    """Every promise to a customer that wasn't kept, seen within the hour as a sweep sees it."""
    batches = (resting(rows) for rows in store.history(0, now))
    events = read_events(batches, consent_granted=True)
    gaps = gaps_of(Known(events, now, catalogue.touchpoints, settings.timezone))
    for trigger in unmet(gaps, 0, now):
        at = trigger.at + int(trigger.intervention_id[:4], 16) * HOUR // 2**16
        if trigger.kind in UPON and at <= now:
            days = trigger.gap / 24 if trigger.kind == "waiting" else trigger.gap
            yield Case(trigger._replace(gap=1.0), at, days)  # what was known of it then


def resting(rows: Sequence[HistoryRow]) -> list[HistoryRow]:
    """Of customers; other kinds of events don't matter here."""
    return [row for row in rows if row.customer_id is not None and row.kind.startswith(BROKEN)]


def as_known(transaction: Transaction, case: Case, catalogue: Catalogue, settings: Settings) -> Customer:
    """The customer as of the decision."""
    name, at = case.trigger.customer_id, case.at
    person = transaction.person(name, None, at)
    return customer_of(
        name,
        transaction.facts(person, at, None, KINDS),
        transaction.decisions(person, at),
        transaction.interventions_of(name, at - memory(catalogue)),
        at,
        zone=settings.timezone,
        default=settings.consent_granted,
        currency=settings.currency,
    )


def kept(
    transaction: Transaction, one: Decided, customer: Customer, catalogue: Catalogue, now: int
) -> Intervention:
    """In the ledger, as it stands by now: what waited was confirmed, what could be sent is sent."""
    line, message = one
    if line.state == "waiting" and line.decided_at < now - CONFIRMED:
        line = line._replace(state="ready")
        message = message_of(line, customer.zone, line.decided_at + HOUR)
    if message is not None and message.due_at <= now:
        line = line._replace(state="sent", changed_at=message.due_at, changed_by="webhook")
    transaction.put_intervention(line)
    if message is not None:
        transaction.put_message(message)
    if message is not None and line.state == "sent":
        transaction.end_message(message.message_id, message.due_at, "sent")
    return line


def treated(line: Intervention, customer: Customer, case: Case) -> Treated | None:
    """None for what is owed: customers take it for granted."""
    from training.demo.winning import Treated

    if line.purpose == "owed":
        return None
    return Treated(
        line.intervention_id,
        line.customer_id,
        line.touchpoint,
        line.gesture if went_out(line) else "nothing",
        line.changed_at,
        customer.orders > 1,
        customer.spent,
        case.days,
        customer.attributes.get("segment", ""),
        line.holdout,
    )


def went_out(line: Intervention) -> bool:
    return line.state == "sent"
