"""What would be said to a customer who isn't there → a reminder, within the one contact budget, or why not.

Nothing is put off: at night nobody is reminded, and in the morning it is looked anew whether it still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from features.clock import DAY, parse_duration
from features.interventions.contact import Contact, refused
from features.interventions.reminder import REMINDER, Reminded, Reminder
from features.touchpoints.names import CLICKS, LOOKS
from service.interventions.catalogue import Catalogue
from service.interventions.contacts import reached_at
from service.interventions.customer import Customer
from service.interventions.entries import Decided, entry, message_of
from service.interventions.trigger import Trigger, named
from service.store.protocol import Reader
from service.store.records import STANDS, Fact, Intervention

ACTS = frozenset({*CLICKS, *LOOKS, "search", "remove_from_cart"})  # who does these is there


class About(NamedTuple):
    """Where an answer belongs, and whom it may be about: who did any of `kinds` in the last `days`."""

    touchpoint: str
    kinds: frozenset[str]
    days: int


_KEPT = frozenset({"add_to_cart", "add_to_wishlist"})
_BOUGHT = frozenset({"purchase"})
ABOUT: Mapping[Reminded, About] = {
    "cart": About("cart", frozenset({"add_to_cart"}), 7),  # of an older one nobody wants to hear by mail
    "back_in_stock": About("product_page", _KEPT, 90),
    "price_drop": About("product_page", _KEPT, 90),
    "buy_again": About("homepage", _BOUGHT, 365),
    "return_window": About("returns", _BOUGHT, 120),
}


class Occasion(NamedTuple):
    """What an answer says now about a subject: its `text` by language, and the whole answers, too."""

    subject: str
    text: Mapping[str, str]
    answers: Mapping[str, Any]


class Occasions(Protocol):
    """Reads what there is to say; blocks. Raises StoreDown."""

    def of(self, customer_id: str, answers: Collection[str], now: int) -> Mapping[str, Occasion]:
        """Answer → what it says to the customer now; not what they were told lately."""


class Wish(NamedTuple):
    """A reminder that there is an occasion for."""

    reminder: Reminder
    occasion: Occasion


def whom(store: Reader, catalogue: Catalogue, now: int) -> list[str]:
    """Customers whom any reminder may be about, each once."""
    abouts = {ABOUT[one.answer] for one in catalogue.reminders}
    found = (name for one in abouts for name in store.active(one.kinds, now - one.days * DAY, now))
    return list(dict.fromkeys(found))


def wishes(
    customer_id: str, facts: Iterable[Fact], catalogue: Catalogue, occasions: Occasions, now: int
) -> list[Wish]:
    """The most important first; of who was heard of just now there are none. `facts`: what they did."""
    heard = max((fact.occurred_at for fact in facts if fact.kind in ACTS), default=0)
    rested = [one for one in catalogue.reminders if now - heard >= parse_duration(one.rested)]
    if not rested:
        return []
    found = occasions.of(customer_id, {one.answer for one in rested}, now)
    rested.sort(key=lambda one: (-one.priority, one.name))
    return [Wish(one, found[one.answer]) for one in rested if one.answer in found]


def remind(wish: Wish, customer: Customer, catalogue: Catalogue, now: int) -> Decided | None:
    """One line of the ledger, and the message; None where it was reminded of already, or people sleep."""
    reminder, subject = wish.reminder, wish.occasion.subject
    lately = list(_lately(reminder, customer.before, now))
    if any(one.subject == subject for one in lately):
        return None
    wanted = Contact(now, reminder.channel, "reminder")
    no = refused(
        catalogue.contact, customer.contacts, wanted, zone=customer.zone, consented=customer.marketing
    )
    if no is not None and no.why == "quiet_hours":
        return None
    why = "cools_down" if lately else None if no is None else no.why
    line = _line(wish, customer, now, why)
    if why is not None:
        return Decided(line, None)
    return Decided(line, message_of(line, customer.zone, now, {"answers": wish.occasion.answers}))


def _lately(reminder: Reminder, before: Sequence[Intervention], now: int) -> Iterator[Intervention]:
    since = now - parse_duration(reminder.cool_down)
    for one in before:
        same = one.purpose == REMINDER and one.gesture == reminder.name
        if same and one.state in STANDS and reached_at(one, now) > since:
            yield one


def _line(wish: Wish, customer: Customer, now: int, why: str | None) -> Intervention:
    reminder, occasion = wish.reminder, wish.occasion
    about = ABOUT[reminder.answer].touchpoint
    trigger = Trigger(customer.customer_id, reminder.answer, about, occasion.subject, now)
    facts = {"not_now": {reminder.name: why}} if why else {}
    return entry(trigger, None, REMINDER, now, facts, customer.currency)._replace(
        intervention_id=_name(reminder, trigger, now),
        gesture=reminder.name,
        channel=reminder.channel,
        state="refused" if why else "ready",
        text=msgspec.json.encode(occasion.text),
    )


def _name(reminder: Reminder, trigger: Trigger, now: int) -> str:
    """Decided once in each stretch of its cool-down, also where it was refused."""
    stretch = str(now // parse_duration(reminder.cool_down))
    return named(trigger.customer_id, REMINDER, reminder.name, trigger.subject, stretch)
