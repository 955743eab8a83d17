"""A day's budget → what each part of it has to bring: a price by the day, dearer while spending is ahead."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Mask

STIFFNESS = 1.5  # how much dearer, times 1 + price, when a whole day's budget too much is spent
DEAREST = 100.0
HALVINGS = 30


def price_of_day(
    values: Floats, costs: Floats, allowed: Mask, per_day: float, budget: float, floor: float
) -> float:
    """The price λ at which giving the best by value - (1 + λ) × cost spends the budget in a day; 0: it lasts.

    `values` (triggers of late, gestures) and `costs`: money; `per_day`: triggers; `floor`: the share that is
    drawn evenly. The dual variable of a knapsack (Badanidiyuru, Kleinberg and Slivkins 2013), by bisection.
    """
    if not len(values):
        return 0.0
    even = ((allowed * costs).sum(1) / np.maximum(allowed.sum(1), 1)).mean()

    def spent(price: float) -> float:
        best = np.where(allowed, values - (1 + price) * costs, -np.inf).argmax(1)
        return per_day * float((1 - floor) * costs[best].mean() + floor * even)

    if spent(0.0) <= budget:
        return 0.0
    low, high = 0.0, DEAREST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if spent(middle) > budget else (low, middle)
    return high


def price_now(price: float, spent: float, budget: float, elapsed: float) -> float:
    """The day's price at a moment; `elapsed`: which share of the day's triggers is usually over, 0 to 1."""
    if budget <= 0:
        return price
    return max(0.0, price + STIFFNESS * (1 + price) * (spent / budget - elapsed))
