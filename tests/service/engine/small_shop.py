"""A shop whose right answers can be said in a sentence: some drink tea, others ride bikes, nobody does both.

What a model learned of it is really fitted; moments are given in days before NOW.
"""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import Any

import msgspec

from features.artifact import Model
from features.catalogue import Item
from features.clock import DAY, parse_moment
from features.history import KeptEvent, read
from service.engine.ranker import Blend
from service.engine.visitor import Visitor, visitor_of
from service.engine.world import World
from service.store.records import Fact
from training.models import fit
from training.recipe import Recipe

NOW = parse_moment("2026-11-22T12:00:00Z")
TEA = ("green", "black", "mint")
BIKE = ("bell", "lamp", "lock")
TITLES = {"green": "Grüntee", "black": "Schwarztee", "mint": "Minztee"} | {
    "bell": "Klingel",
    "lamp": "Lampe",
    "lock": "Schloss",
}
RECIPE = Recipe(enough_persons=1, factors=4, horizon_days=7)
WEIGHTS = {"popularity_mid": 0.1, "affinity": 1.0, "bm25": 1.0, "als": 1.0, "recency": 0.5, "together": 0.5}


def kept(
    kind: str, days: float, who: str | None = "Ann", device: str | None = None, **body: Any
) -> KeptEvent:
    """An event as the store gives it back for training."""
    return who, device, kind, NOW - int(days * DAY), msgspec.json.encode(body)


def fact(kind: str, days: float, item: str | None = None, **body: Any) -> Fact:
    """An event as the store gives it back for a page."""
    about = body if item is None else {"item_id": item, **body}
    return Fact(kind, NOW - int(days * DAY), msgspec.json.encode(about))


def bought(days: float, *items: str) -> Fact:
    return fact("purchase", days, items=[{"item_id": item, "quantity": 1, "price": 1} for item in items])


def item(item_id: str, category: str | None = None, **fields: Any) -> Item:
    return Item(item_id=item_id, title=TITLES.get(item_id, item_id.title()), category=category, **fields)


def catalogue(**more: Item) -> dict[str, Item]:
    """The six products, and what is said otherwise of some of them or beside them."""
    usual = {name: item(name, "tea") for name in TEA} | {name: item(name, "bike") for name in BIKE}
    return usual | more


def fans(of: tuple[str, ...], people: int) -> list[KeptEvent]:
    """Everybody looks at two of the items and buys them together two days later."""
    events = []
    for n in range(people):
        who, two = f"{of[0]} fan {n}", (of[n % len(of)], of[(n + 1) % len(of)])
        events += [kept("view_item", 6 + n / 100, who, item_id=name) for name in two]
        basket = [{"item_id": name, "quantity": 1, "price": 0} for name in two]
        events.append(kept("purchase", 4 + n / 100, who, items=basket))
    return events


def learned(*more: KeptEvent, recipe: Recipe = RECIPE, weights: dict[str, float] | None = None) -> Model:
    """What training learns of nine tea drinkers and six cyclists; tea is what more people want."""
    events = sorted([*fans(TEA, 9), *fans(BIKE, 6), *more], key=lambda event: event[3])
    history = read([events], consent_granted=True)
    categories = {name: str(one.category) for name, one in catalogue().items()}
    model = fit(history, NOW, int(7 * DAY), recipe, categories)
    both = dict.fromkeys(("all", "new"), WEIGHTS if weights is None else weights)
    return Model(model.arrays, model.texts, both)


@cache
def model() -> Model:
    return learned()


def shop(model_: Model | None = None, **items: Item) -> World:
    """A world of its own; `items` say what the catalogue says otherwise."""
    return World(model_ or model(), catalogue(**items).values(), revision=1)


def blend(world: World) -> Blend:
    return Blend(world.model.weights, world.sources)


def visitor(world: World, *facts: Fact) -> Visitor:
    in_order = sorted(facts, key=itemgetter(1))
    return visitor_of(in_order, world.index, NOW, world.horizon)


def names(world: World, codes: Any) -> list[str]:
    return [world.ids[code] for code in codes]
