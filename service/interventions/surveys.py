"""What was delivered or answered → surveys, of as many as the touchpoint asks at random, within the budget.

Who is asked is drawn by the order or contact alone, so that answers don't choose themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from features.clock import DAY, to_text
from features.events import Channel
from features.interventions.contact import Contact, refused
from features.orders import orders_of
from features.touchpoints.asking import asked
from features.touchpoints.definition import Touchpoint
from service.interventions.catalogue import Catalogue
from service.interventions.customer import Customer
from service.interventions.entries import Decided, entry
from service.interventions.trigger import Trigger
from service.store.records import Fact, Message

SURVEY, ASKED = "survey", "asked"  # as gesture and purpose, as trigger
CHANNEL: Channel = "email"
RESTED, FADED = DAY, 8 * DAY  # since it happened: time to see whether all is well, and before it is forgotten


class _Body(Struct, gc=False):
    contact_id: str | None = None
    order_id: str | None = None
    touchpoint: str | None = None


_body = msgspec.json.Decoder(_Body).decode


def askings(
    customer_id: str, facts: Iterable[Fact], touchpoints: Mapping[str, Touchpoint], now: int
) -> list[Trigger]:
    """What a customer is to be asked about now, oldest first; not what they told of by themselves."""
    facts = list(facts)
    rated = [(fact.occurred_at, _body(fact.body)) for fact in facts if fact.kind == "experience_rated"]
    found = []
    for touchpoint, subject, at in [*_deliveries(facts), *_answers(facts)]:
        share = touchpoints[touchpoint].asked_share if touchpoint in touchpoints else 0.0
        told = any(when >= at and body.touchpoint == touchpoint for when, body in rated)
        if RESTED <= now - at < FADED and not told and asked(touchpoint, subject, share):
            found.append(Trigger(customer_id, ASKED, touchpoint, subject, at))
    return sorted(found, key=lambda one: (one.at, one.touchpoint, one.subject))


def ask(trigger: Trigger, customer: Customer, catalogue: Catalogue, now: int) -> Decided:
    """One line of the ledger, and the message; refused where the contact budget has no room."""
    share = catalogue.touchpoints[trigger.touchpoint].asked_share
    wish = Contact(now, CHANNEL, "survey")
    no = refused(catalogue.contact, customer.contacts, wish, zone=customer.zone, consented=customer.marketing)
    waits = no is not None and no.why == "quiet_hours"
    facts = {"not_now": {SURVEY: no.why}} if no is not None and not waits else {}
    line = entry(trigger, None, SURVEY, now, facts)._replace(
        gesture=SURVEY,
        channel=CHANNEL,
        propensity=share,
        state="refused" if facts else "ready",
    )
    at = now if no is None else no.until or now
    return Decided(line, None if facts else _message(line.intervention_id, trigger, customer.zone, now, at))


def _deliveries(facts: Iterable[Fact]) -> Iterator[tuple[str, str, int]]:
    for order in orders_of(facts):
        if order.delivered_at is not None and order.stage == "delivered":
            yield "delivery", order.order_id, order.delivered_at


def _answers(facts: Iterable[Fact]) -> Iterator[tuple[str, str, int]]:
    """The first answer to each contact."""
    seen = set()
    for fact in facts:
        if fact.kind == "contact_answered":
            said = _body(fact.body)
            if said.touchpoint and said.contact_id and said.contact_id not in seen:
                seen.add(said.contact_id)
                yield said.touchpoint, said.contact_id, fact.occurred_at


def _message(name: str, trigger: Trigger, zone: str, now: int, at: int) -> Message:
    """What the shop's own survey tool is told: whom to ask about what."""
    data = {
        "intervention_id": name,
        "customer_id": trigger.customer_id,
        "channel": CHANNEL,
        "touchpoint": trigger.touchpoint,
        "subject": trigger.subject,
        "not_before": to_text(at),
        "time_zone": zone,
    }
    body = {"type": "intervention.survey", "timestamp": to_text(now), "data": data}
    return Message(name, trigger.customer_id, msgspec.json.encode(body), 0, at)
