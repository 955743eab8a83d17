"""A gesture, a customer and a trigger → may it be made now, or the reason why not, readable for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from features.clock import parse_duration
from features.interventions.contact import Contact, refused
from features.interventions.definition import Eligible, Gesture, GoodwillRule
from service.interventions.catalogue import Catalogue
from service.interventions.contacts import reached_at
from service.interventions.customer import Customer
from service.interventions.trigger import Trigger
from service.store.records import STANDS


class Sorted(NamedTuple):
    """`may`: gestures, each with the moment from which it may go out; `not_now`: name → why not."""

    may: list[tuple[Gesture, int]]
    not_now: dict[str, str]


def sort(
    gestures: Iterable[Gesture],
    customer: Customer,
    trigger: Trigger,
    catalogue: Catalogue,
    left: float,
    now: int,
) -> Sorted:
    """Goodwill only; `left`: money that may be spent now."""
    found = Sorted([], {})
    for gesture in gestures:
        why = _not_meant(gesture.eligible, customer, trigger) or _too_often(
            gesture, customer, catalogue.goodwill, now
        )
        if why is None and gesture.cost > left:
            why = "budget"
        if why is not None:
            found.not_now[gesture.name] = why
            continue
        wish = Contact(now, gesture.channel, "goodwill")
        no = refused(
            catalogue.contact, customer.contacts, wish, zone=customer.zone, consented=customer.marketing
        )
        if no is None or (no.why == "quiet_hours" and no.until is not None):
            found.may.append((gesture, now if no is None else no.until or now))
        else:
            found.not_now[gesture.name] = no.why
    return found


def _not_meant(whom: Eligible, customer: Customer, trigger: Trigger) -> str | None:
    told = customer.attributes
    fits = (
        (not whom.countries or told.get("country") in whom.countries)
        and (not whom.segments or told.get("segment") in whom.segments)
        and (not whom.age_bands or told.get("age_band") in whom.age_bands)
        and (not whom.states or customer.state in whom.states)
    )
    if not fits:
        return "not_meant"
    return "gap_too_small" if trigger.gap < whom.least_gap else None


def _too_often(gesture: Gesture, customer: Customer, rule: GoodwillRule, now: int) -> str | None:
    made = [one for one in customer.before if one.purpose == "goodwill" and one.state in STANDS]
    since, cooled = now - parse_duration(rule.within), now - parse_duration(gesture.cool_down)
    if sum(reached_at(one, now) > since for one in made) >= rule.most:
        return "cap_of_goodwill"
    again = any(one.gesture == gesture.name and reached_at(one, now) > cooled for one in made)
    return "cools_down" if again else None
