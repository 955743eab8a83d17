"""Truth and events become the people into whose shoes a visitor of the demo can step."""

import msgspec
import polars as pl

from training.demo.people import Archetype, Society
from training.demo.truth import Customer, Habit, Truth

WEEKS = {
    1: ("etwa jede Woche", "about every week"),
    2: ("etwa alle zwei Wochen", "about every two weeks"),
    3: ("etwa alle drei Wochen", "about every three weeks"),
    4: ("etwa alle vier Wochen", "about every four weeks"),
    5: ("etwa alle fünf Wochen", "about every five weeks"),
    6: ("etwa alle sechs Wochen", "about every six weeks"),
    7: ("etwa alle sieben Wochen", "about every seven weeks"),
    8: ("etwa alle acht Wochen", "about every eight weeks"),
}


SEEN = 8  # looks and orders in 30 days of somebody worth stepping into


class Persona(msgspec.Struct, frozen=True):
    customer_id: str
    name: str
    sentence: dict[str, str]
    waits_for: str | None = None  # the order that runs late


WAITS = {
    "de": "Wartet auf eine Bestellung, die später kommt als versprochen.",
    "en": "Is waiting for an order that comes later than promised.",
}


def personas(
    truth: Truth,
    world: Society,
    titles: dict[str, dict[str, str]],
    paths: dict[str, str],
    events: pl.DataFrame,
) -> list[Persona]:
    """Per archetype with a sentence the customer whom it fits best among those seen often and lately.

    `paths` has the category of what can be bought now: nobody is introduced by what is sold out.
    """
    lively = liveliness(events)
    told = [kind for kind in world.archetypes if kind.sentence[0]]
    chosen = [(kind, best(truth, kind, lively, paths)) for kind in told]
    pairs = [(kind, customer) for kind, customer in chosen if customer]
    told_of = [
        Persona(customer.customer_id, name, sentence(kind, habit_of(customer, kind, paths), titles))
        for name, (kind, customer) in zip(world.first_names, pairs, strict=False)
    ]
    return told_of + waiting(truth, world.first_names[-1], lively, {one.customer_id for one in told_of})


def waiting(truth: Truth, name: str, lively: dict[str, int], taken: set[str]) -> list[Persona]:
    """Whoever's order is under way and won't keep its promised day, which is yet to pass: the soonest."""
    late = [
        order
        for order in truth.deliveries.late_orders
        if order.under_way and order.promised_latest > truth.now and order.customer_id not in taken
        if lively.get(order.customer_id, 0) >= SEEN
    ]
    return [Persona(order.customer_id, name, WAITS, order.order_id) for order in late[:1]]


def liveliness(events: pl.DataFrame) -> dict[str, int]:
    """Looks and orders in the last 30 days of customers who refused nothing."""
    refused = events.filter(pl.col("personalisation") == "denied")["customer_id"].implode()
    recent = events.filter(
        pl.col("occurred_at") > pl.col("occurred_at").max() - pl.duration(days=30),
        pl.col("event").is_in(["view_item", "add_to_cart", "purchase"]),
        ~pl.col("customer_id").is_in(refused),
    )
    return dict(recent.group_by("customer_id").len().drop_nulls().iter_rows())


def best(truth: Truth, kind: Archetype, lively: dict[str, int], paths: dict[str, str]) -> Customer | None:
    fitting = [
        customer
        for customer in truth.customers
        if customer.archetype == kind.name and customer.customer_id in lively and fits(customer, kind, paths)
    ]
    return max(
        fitting,
        key=lambda customer: love(customer, kind) * min(lively[customer.customer_id], 40),
        default=None,
    )


def fits(customer: Customer, kind: Archetype, paths: dict[str, str]) -> bool:
    """The sentence must be true: the taste is the strongest one, the segment and the interval are as said."""
    strongest = max(customer.taste, key=lambda path: customer.taste[path])
    habit = habit_of(customer, kind, paths)
    on_time = habit is not None and abs(habit.every_days - 7 * weeks(habit)) <= 1.5
    return strongest in kind.loves and love(customer, kind) > 0.5 and (on_time or not kind.habit)


def love(customer: Customer, kind: Archetype) -> float:
    return sum(customer.taste[path] for path in kind.loves)


def habit_of(customer: Customer, kind: Archetype, paths: dict[str, str]) -> Habit | None:
    return next((habit for habit in customer.habits if paths.get(habit.item_id) == kind.habit), None)


def weeks(habit: Habit) -> int:
    return max(1, round(habit.every_days / 7))


def sentence(kind: Archetype, habit: Habit | None, titles: dict[str, dict[str, str]]) -> dict[str, str]:
    if habit is None:
        return dict(zip(("de", "en"), kind.sentence, strict=True))
    every = WEEKS[weeks(habit)]
    return {
        language: kind.sentence[at].format(item=titles[habit.item_id][language], every=every[at])
        for at, language in enumerate(("de", "en"))
    }
