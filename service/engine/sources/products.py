"""What is known of an item by itself, and its price beside what this visitor is used to; proposes nothing."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints
from service.engine.sources.base import Dense, Scores
from service.engine.visitor import Visitor

SIGNALS = (
    *("trend_quarter", "trend_half", "trend_one", "trend_two", "lately", "year_ago"),
    *("persons", "age", "since", "price", "stars", "undone"),
)
PRICE, DEARER = SIGNALS.index("price"), len(SIGNALS) + 1
QUERY_ITEMS = 30


class Products:
    """Alike for everybody but the price."""

    name = "product"
    features: tuple[str, ...] = (
        *(f"item_{name}" for name in SIGNALS),
        "item_repeats",
        "dearer",
        "price_apart",
    )

    def __init__(self, model: Model) -> None:
        arrays = [model.arrays[f"item_{name}"] for name in SIGNALS]
        beside = np.zeros((2, len(arrays[0])))  # of the price, for each visitor anew
        self._values = np.stack([*arrays, model.arrays["repeats"], *beside], axis=1).astype(np.float32)
        self._prices = self._values[:, PRICE]

    def score(self, visitor: Visitor) -> Scores:
        return _Priced(self._values, usual_price(visitor, self._prices))


class _Priced(Dense):
    """The columns of every item, and how far its price is from what somebody is used to."""

    def __init__(self, values: Floats, usual: float) -> None:
        super().__init__(np.zeros(0, np.int32), values)
        self._usual = usual

    def columns(self, items: Ints) -> Floats:
        found, known = super().columns(items), items < len(self._values)
        np.subtract(found[:, PRICE], self._usual, out=found[:, DEARER], where=known)
        np.abs(found[:, DEARER], out=found[:, DEARER + 1])
        return found


def usual_price(visitor: Visitor, prices: Floats) -> float:
    """The mean of what the visitor's items cost, by how much they count; 0, as for the shop, where none do.

    `prices`: per learned item the log of its price above the shop's usual.
    """
    items, weights = visitor.query(len(prices), QUERY_ITEMS)
    return float(prices[items] @ weights)
