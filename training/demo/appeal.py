"""Items and chance become what makes each wanted: appeal, style, surge, launch, what goes along."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from training.demo.products import Category, Item

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
STYLES = 3
PARTNERS = 2


class Appeal(msgspec.Struct, frozen=True):
    """Per item, in catalogue order: logits, standardised prices, days."""

    category: Ints
    appeal: Floats
    style: Floats
    price_level: Floats
    surge: Floats  # logit gained (or lost) by the end of the period
    surge_starts: Floats  # days after the period's start
    launched: Floats  # day of launch; negative: always there
    partners: Ints  # items × 2, what is bought along
    consumable: Flags
    group: Ints


def drawn_appeal(
    rng: np.random.Generator, items: tuple[Item, ...], categories: tuple[Category, ...], days: int
) -> Appeal:
    category = np.array([item.category for item in items])
    group = grouped(items)
    base = rng.normal(0, 0.8, len(items))[group] + rng.normal(0, 0.15, len(items))
    return Appeal(
        category=category,
        appeal=base - np.log(np.bincount(group)[group]),
        style=rng.normal(0, 1, (len(items), STYLES))[group],
        price_level=price_levels(items, category),
        surge=drawn_surge(rng, len(items))[group],
        surge_starts=days - rng.uniform(14, 35, len(items))[group],
        launched=drawn_launch(rng, len(items), days)[group],
        partners=drawn_partners(rng, items, categories, base),
        consumable=np.array([item.consumable for item in items]),
        group=group,
    )


def grouped(items: tuple[Item, ...]) -> Ints:
    """The place of a product's first variant, for every item."""
    first: dict[str, int] = {}
    return np.array([first.setdefault(item.group or item.item_id, place) for place, item in enumerate(items)])


def price_levels(items: tuple[Item, ...], category: Ints) -> Floats:
    """How dear an item is among its own kind: the standardised logarithm of its price."""
    prices = np.log([item.price for item in items])
    for place in range(category.max() + 1):
        own = category == place
        prices[own] = (prices[own] - prices[own].mean()) / prices[own].std()
    return prices


def drawn_surge(rng: np.random.Generator, count: int) -> Floats:
    """Most items keep their place; some rise steeply at the end, some fade."""
    kind = rng.random(count)
    return np.where(kind < 0.07, rng.uniform(2.4, 3.4, count), np.where(kind < 0.14, -1.5, 0.0))


def drawn_launch(rng: np.random.Generator, count: int, days: int) -> Floats:
    return np.where(rng.random(count) < 0.025, days - rng.uniform(5, 25, count), -1.0)


def drawn_partners(
    rng: np.random.Generator, items: tuple[Item, ...], categories: tuple[Category, ...], base: Floats
) -> Ints:
    """Two items that go with each, from the kinds its kind goes with; the appealing ones more often."""
    paths = {category.path: place for place, category in enumerate(categories)}
    partners = np.empty((len(items), PARTNERS), dtype=np.int64)
    for place, item in enumerate(items):
        kinds = [paths[path] for path in categories[item.category].goes_with]
        fitting = [
            at
            for at, other in enumerate(items)
            if other.category in kinds and (other.group or other.item_id) != (item.group or item.item_id)
        ]
        weights = np.exp(base[fitting])
        partners[place] = rng.choice(fitting, PARTNERS, replace=False, p=weights / weights.sum())
    return partners


def surge_by_day(appeal: Appeal, days: int) -> Floats:
    """days × items: what is added to an item's appeal on each day; -inf before its launch."""
    day = np.arange(days + 1)[:, None]
    risen = np.clip((day - appeal.surge_starts) / (days - appeal.surge_starts), 0, 1)
    return np.where(day < appeal.launched, -np.inf, risen * appeal.surge)
