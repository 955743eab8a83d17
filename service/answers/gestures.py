"""A customer's ledger → gestures that are shown to them until they reply, and what reached them lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.interventions.contact import Contact, ContactRule, remembered
from service.engine.past import Past
from service.interventions.catalogue import Catalogue
from service.interventions.contacts import SURVEY, contacts_of
from service.interventions.entries import said_of
from service.store.protocol import Reader
from service.store.records import STANDS, Fact, Intervention, Person

OFFERED = 30 * DAY  # so long after the decision nobody waits for a reply any more
OPEN = ("ready", "sent")
REPLIES = frozenset({"intervention_accepted", "intervention_declined"})
MOST = 100


class Offer(NamedTuple):
    """A decision for the customer, and its sentence by language, as it was when it was decided."""

    line: Intervention
    said: Mapping[str, str]


class Reached(NamedTuple):
    """`offers`: newest first; `contacts`: whatever counts against the caps of the `rule`."""

    offers: Sequence[Offer] = ()
    contacts: Sequence[Contact] = ()
    rule: ContactRule = ContactRule()


class _Reply(Struct, gc=False):
    intervention_id: str = ""


_reply = msgspec.json.Decoder(_Reply).decode


def reached_of(store: Reader, past: Past, shown: Iterable[Fact], catalogue: Catalogue, now: int) -> Reached:
    """`shown`: what the customer was told. Blocks; one indexed read for who has no decisions."""
    person = past.person
    if person.customer_id is None:
        return Reached(rule=catalogue.contact)
    since = now - max(OFFERED, remembered(catalogue.contact))
    lines = [one for one in store.interventions_of(person.customer_id, since) if one.decided_at <= now]
    offers = _offers(store, person, lines, catalogue, now)
    surveys = past.facts if past.consented else store.facts(person, now, MOST, frozenset({SURVEY}))
    contacts = contacts_of((one for one in lines if one.state in STANDS), _told(surveys, shown), now)
    return Reached(offers, contacts, catalogue.contact)


def _told(surveys: Iterable[Fact], shown: Iterable[Fact]) -> list[Fact]:
    """Each once: behaviour that was read may have both."""
    return [*(fact for fact in surveys if fact.kind == SURVEY), *shown]


def _offers(
    store: Reader, person: Person, lines: Sequence[Intervention], catalogue: Catalogue, now: int
) -> list[Offer]:
    """On the page, not replied to; of what an earlier release decided, today's words hold."""
    worded = {gesture.name: gesture for gesture in catalogue.gestures}
    found = [
        Offer(one, said)
        for one in reversed(lines)
        if one.channel == "web" and one.state in OPEN and one.decided_at > now - OFFERED
        if (said := said_of(one, worded.get(one.gesture)))
    ]
    if not found:
        return []
    replied = {_reply(fact.body).intervention_id for fact in store.facts(person, now, MOST, REPLIES)}
    return [offer for offer in found if offer.line.intervention_id not in replied]
