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
        self._values = np.stack([*arrays, model.arrays["repeats"]], axis=1).astype(np.float32)
        self._prices = self._values[:, SIGNALS.index("price")]

    def score(self, visitor: Visitor) -> Scores:
        return _Priced(self._values, self._prices, usual_price(visitor, self._prices))


class _Priced(Dense):
    """The columns of every item, and how far its price is from what somebody is used to."""

    def __init__(self, values: Floats, prices: Floats, usual: float) -> None:
        super().__init__(np.zeros(0, np.int32), values)
        self._prices, self._usual = prices, usual

    def columns(self, items: Ints) -> Floats:
        dearer = np.zeros(len(items), np.float32)
        known = items < len(self._prices)
        dearer[known] = self._prices[items[known]] - self._usual
        return np.column_stack([super().columns(items), dearer, np.abs(dearer)])


def usual_price(visitor: Visitor, prices: Floats) -> float:
    """The mean of what the visitor's items cost, by how much they count; 0, as for the shop, where none do.

    `prices`: per learned item the log of its price above the shop's usual.
    """
    items, weights = visitor.query(len(prices), QUERY_ITEMS)
    return float(prices[items] @ weights)
