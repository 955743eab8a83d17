"""Events → a window of the small shop: what was learned up to its cut, and the lists of who came back."""

from __future__ import annotations

from collections.abc import Iterable

from features.clock import DAY
from features.history import KeptEvent, read
from tests.service.engine.small_shop import BIKE, NOW, RECIPE, TEA, catalogue, fans, kept
from training.ranking.lists import Lists
from training.ranking.pasts import Past, Shop
from training.recipe import Recipe

LATER = [  # everybody comes back for what they still miss of their kind
    kept("view_item", -1, f"{of[0]} fan {n}", item_id=of[(n + 2) % 3]) for of in (TEA, BIKE) for n in range(6)
]
SWAPPED = [  # everybody is tired of their kind and takes the other's
    kept("view_item", -1, f"{of[0]} fan {n}", item_id=other[n % 3])
    for of, other in ((TEA, BIKE), (BIKE, TEA))
    for n in range(6)
]


def shop_of(events: Iterable[KeptEvent], recipe: Recipe = RECIPE) -> Shop:
    """The small shop's catalogue, and what happened in it; a week is looked ahead."""
    history = read([sorted(events, key=lambda event: event[3])], consent_granted=True)
    return Shop(history, recipe, int(7 * DAY), catalogue())


def past(*more: KeptEvent, recipe: Recipe = RECIPE) -> Past:
    """What nine tea drinkers and six cyclists did, cut at NOW, and more."""
    shop = shop_of([*fans(TEA, 9), *fans(BIKE, 6), *more], recipe)
    return Past(shop, NOW, *shop.learned(NOW))


def lists(*more: KeptEvent, recipe: Recipe = RECIPE) -> Lists:
    """Of everybody who came back."""
    found = past(*more, recipe=recipe).lists
    assert found is not None
    return found
