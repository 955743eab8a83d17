"""A seed, a moment and a size become all that is true before anybody does anything."""

from datetime import datetime

import msgspec
import numpy as np

from training.demo import people, products
from training.demo.appeal import Appeal, Ints, drawn_appeal
from training.demo.carriers import BadWeek, drawn_bad_weeks
from training.demo.people import Habits, People
from training.demo.rhythm import Period, period
from training.demo.warehouses import kept


class World(msgspec.Struct, frozen=True):
    seed: int
    span: Period
    items: tuple[products.Item, ...]
    categories: tuple[products.Category, ...]
    appeal: Appeal
    kept: tuple[Ints, Ints]
    people: People
    habits: Habits
    bad_weeks: tuple[BadWeek, ...]

    def chance(self, stage: str) -> np.random.Generator:
        return chance(self.seed, stage)


def chance(seed: int, stage: str) -> np.random.Generator:
    """Every stage has its own stream: what is added to one leaves the others as they are."""
    return np.random.default_rng([seed, *stage.encode()])


def drawn_world(seed: int, now: datetime, customers: int, days: int) -> World:
    items, categories = products.items(), products.assortment().categories
    appeal = drawn_appeal(chance(seed, "appeal"), items, categories, days)
    crowd = people.drawn_people(chance(seed, "people"), categories, customers, days)
    return World(
        seed=seed,
        span=period(now, days),
        items=items,
        categories=categories,
        appeal=appeal,
        kept=kept(chance(seed, "kept"), [categories[item.category].path for item in items]),
        people=crowd,
        habits=people.drawn_habits(chance(seed, "habits"), crowd, appeal, categories),
        bad_weeks=drawn_bad_weeks(chance(seed, "bad weeks"), days),
    )
