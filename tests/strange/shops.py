"""Chance and a habit → a small simulated shop: what it sells and what its customers did, day after day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.catalogue import Item
from features.clock import DAY, MINUTE
from features.history import KeptEvent
from tests.service.engine.small_shop import NOW, item, kept

Chance = np.random.Generator
PER_CATEGORY = 12
OPEN, TASTE, TREND = 10, 0.25, 1.0  # how uneven items' appeal, people's taste and the weeks are
STAPLES = 4


@dataclass(frozen=True)
class Habit:
    """How people shop: `visits` per week; `looks` per visit; the rest are chances.

    `staples`: that a visit is for the same again; `returns`: that a look goes to something seen before;
    `buys`: that a look ends in a purchase; `once`: nothing is bought twice by the same person.
    """

    days: int
    visits: float
    looks: float
    buys: float
    returns: float
    staples: float = 0.0
    once: bool = False


HABITS = {
    "re-buys": Habit(days=120, visits=1.0, looks=1, buys=0.3, returns=0.2, staples=0.8),
    "buys once": Habit(days=120, visits=0.4, looks=3, buys=0.2, returns=0.2, once=True),
    "browses": Habit(days=60, visits=0.8, looks=6, buys=0.03, returns=0.4),
    "nine days": Habit(days=9, visits=2.0, looks=3, buys=0.15, returns=0.3, staples=0.2),
}
ORDERS = Habit(days=180, visits=0.6, looks=5, buys=0.5, returns=0.3, staples=0.2)


@dataclass(frozen=True)
class Shop:
    """Events in order of time; the last day ends with NOW."""

    items: list[Item]
    events: list[KeptEvent]


@dataclass(frozen=True)
class Shelves:
    """Per item: its category, how much it is liked, how that changes over the days, since when it is sold."""

    category: np.ndarray
    appeal: np.ndarray
    trend: np.ndarray
    since: np.ndarray

    def liked(self, taste: np.ndarray, day: float, days: int) -> np.ndarray:
        """How likely each item is picked on that day by somebody of this taste (one number per category)."""
        pull = np.exp(self.appeal + self.trend * (day / days - 0.5)) * (self.since <= day)
        likely = pull * taste[self.category]
        return np.asarray(likely / likely.sum())


def simulated(habit: Habit, customers: int, items: int, seed: int) -> Shop:
    """The same arguments give the same shop."""
    chance = np.random.default_rng([seed, customers, items])
    shelves = _shelves(chance, items, habit.days)
    names = [f"item {n}" for n in range(items)]
    sold = [item(name, f"kind {kind}", price=9.0) for name, kind in zip(names, shelves.category, strict=True)]
    events = [event for n in range(customers) for event in _life(chance, habit, shelves, names, f"c{n}")]
    return Shop(sold, sorted(events, key=lambda event: event[3]))


def bare(shop: Shop) -> Shop:
    """The same, of which only the orders are known, and nothing of what is sold."""
    return Shop([], [event for event in shop.events if event[2] == "purchase"])


def _shelves(chance: Chance, items: int, days: int) -> Shelves:
    later = chance.random(items) < 0.2
    return Shelves(
        np.arange(items) % max(2, items // PER_CATEGORY),
        chance.normal(0, 1.0, items),
        chance.normal(0, TREND, items),
        np.where(later, chance.uniform(0, days, items), -1) * (np.arange(items) > 2),
    )


def _life(chance: Chance, habit: Habit, shelves: Shelves, names: list[str], who: str) -> list[KeptEvent]:
    """Everything one person did."""
    taste = chance.gamma(TASTE, size=int(shelves.category.max()) + 1) + 0.002
    staples = chance.choice(len(names), STAPLES, p=shelves.liked(taste, 0, habit.days))
    often = habit.visits * habit.days / 7 * chance.gamma(2.0, 0.5)
    seen: list[int] = []
    had: set[int] = set()
    events: list[KeptEvent] = []
    for day in np.sort(chance.uniform(0, habit.days, chance.poisson(often))):
        looked, bought = _visit(chance, habit, shelves.liked(taste, day, habit.days), seen, staples)
        bought = [n for n in bought if not (habit.once and n in had)]
        seen, had = seen + looked, had | set(bought)
        events += _told(who, habit.days - day, [names[n] for n in looked], [names[n] for n in bought])
    return events


def _visit(
    chance: Chance, habit: Habit, liked: np.ndarray, seen: list[int], staples: np.ndarray
) -> tuple[list[int], list[int]]:
    """What is looked at, and what is bought of it."""
    if chance.random() < habit.staples:
        again = sorted({int(n) for n in staples[chance.random(STAPLES) < 0.6]})
        return again, again
    looked: list[int] = []
    for _ in range(1 + chance.poisson(habit.looks)):
        back = len(seen) > 0 and chance.random() < habit.returns
        looked.append(int(chance.choice(seen[-8:])) if back else int(chance.choice(len(liked), p=liked)))
    return looked, sorted({n for n in looked if chance.random() < habit.buys})


def _told(who: str, ago: float, looked: list[str], bought: list[str]) -> list[KeptEvent]:
    minute = MINUTE / DAY
    told = [kept("view_item", ago - n * minute, who, item_id=name) for n, name in enumerate(looked)]
    if bought:
        lines = [{"item_id": name, "quantity": 1, "price": 9} for name in bought]
        told.append(kept("purchase", ago - len(looked) * minute, who, items=lines))
    return [event for event in told if event[3] <= NOW]
