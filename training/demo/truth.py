"""What the simulator knows and no estimator is told: written before anything that happened is."""

import msgspec

from training.demo.appeal import Appeal
from training.demo.effects import TrueExperiment
from training.demo.fates import Deliveries
from training.demo.gestures import Truth as TrueGestures
from training.demo.people import Archetype, Habits, People
from training.demo.products import Category, Item
from training.demo.touchpoints import TrueTouchpoints


class Habit(msgspec.Struct, frozen=True):
    item_id: str
    every_days: float


class Customer(msgspec.Struct, frozen=True):
    customer_id: str
    archetype: str
    age_band: str
    segment: str
    country: str
    taste: dict[str, float]  # category → weight, all add up to 1
    price_sense: float  # liked price level in standard deviations among its kind
    style: list[float]
    visits_per_week: float
    joined_day: float
    habits: list[Habit]


class Wanted(msgspec.Struct, frozen=True):
    appeal: float
    style: list[float]
    price_level: float
    surge: float
    surge_starts_day: float
    launched_day: float | None
    goes_with: list[str]
    consumable: bool


class Truth(msgspec.Struct, frozen=True):
    seed: int
    now: str
    customers_asked: int
    days: int
    items: dict[str, Wanted]
    customers: list[Customer]
    deliveries: Deliveries
    experiment: TrueExperiment
    touchpoints: TrueTouchpoints
    gestures: TrueGestures


def wanted_items(items: tuple[Item, ...], appeal: Appeal) -> dict[str, Wanted]:
    return {
        item.item_id: Wanted(
            appeal=round(float(appeal.appeal[at]), 3),
            style=appeal.style[at].round(3).tolist(),
            price_level=round(float(appeal.price_level[at]), 3),
            surge=round(float(appeal.surge[at]), 3),
            surge_starts_day=round(float(appeal.surge_starts[at]), 1),
            launched_day=round(float(appeal.launched[at]), 1) if appeal.launched[at] >= 0 else None,
            goes_with=[items[partner].item_id for partner in appeal.partners[at]],
            consumable=item.consumable,
        )
        for at, item in enumerate(items)
    }


def true_customers(
    items: tuple[Item, ...],
    categories: tuple[Category, ...],
    archetypes: tuple[Archetype, ...],
    people: People,
    habits: Habits,
) -> list[Customer]:
    bought_again: list[list[Habit]] = [[] for _ in range(people.customers)]
    for person, item, every in zip(habits.person, habits.item, habits.every_days, strict=True):
        bought_again[person].append(Habit(items[item].item_id, float(every)))
    return [
        Customer(
            customer_id=people.names[at],
            archetype=archetypes[people.archetype[at]].name,
            age_band=people.age[at],
            segment=people.segment[at],
            country=people.country[at],
            taste={
                category.path: round(float(weight), 4)
                for category, weight in zip(categories, people.taste[at], strict=True)
            },
            price_sense=round(float(people.price_sense[at]), 3),
            style=people.style[at].round(3).tolist(),
            visits_per_week=round(float(people.visits_per_week[at]), 3),
            joined_day=round(float(people.joined[at]), 1),
            habits=bought_again[at],
        )
        for at in range(people.customers)
    ]
