"""What is known of each item by itself: whether it rises, its age, price, stars, how often it is undone.

0 is what is usual in the shop, and where nothing is known.
"""

from __future__ import annotations

import numpy as np

from features.artifact import Array
from features.interactions import PURCHASE, UNDO, Mask
from training.models.sample import Sample

SPANS = {"quarter": 0.25, "half": 0.5, "one": 1.0, "two": 2.0}  # horizons
YEAR = 365.0  # days
PRIOR = 5.0  # ratings or persons of the usual kind that count beside an item's own


def products(sample: Sample, categories: dict[str, str]) -> dict[str, Array]:
    """One float32 per item and signal, each named `item_…`; `categories`: item → category."""
    liked, size = sample.rows.weight > 0, len(sample.items)
    persons = sample.persons_of(liked)
    found = {f"trend_{name}": _trend(sample, liked, span) for name, span in SPANS.items()} | {
        "lately": np.log1p(sample.persons_of(liked & (sample.age < SPANS["half"]))),
        "year_ago": np.log1p(sample.persons_of(liked & _year_ago(sample))),
        "persons": np.log1p(persons),
        "age": np.log1p(_oldest(sample, size)),
        "since": np.log1p(_youngest(sample, liked, size)),
        "price": _price(sample, size),
        "stars": _stars(sample, categories),
        "undone": _above_usual(sample.persons_of(UNDO[sample.rows.kind]), persons),
    }
    return {f"item_{name}": values.astype(np.float32) for name, values in found.items()}


def _trend(sample: Sample, liked: Mask, span: float) -> Array:
    """The log of how many persons like it now for each who did in the time before."""
    now = sample.persons_of(liked & (sample.age < span))
    before = sample.persons_of(liked & (sample.age >= span) & (sample.age < 2 * span))
    trend: Array = np.log1p(now) - np.log1p(before)
    return trend


def _year_ago(sample: Sample) -> Mask:
    """Rows of the season that comes next, a year ago."""
    days = sample.age * sample.horizon_days
    season: Mask = (days < YEAR) & (days >= YEAR - sample.horizon_days)
    return season


def _oldest(sample: Sample, size: int) -> Array:
    """Horizons since anybody first met an item."""
    oldest = np.zeros(size)
    np.maximum.at(oldest, sample.rows.item, sample.age)
    return oldest


def _youngest(sample: Sample, liked: Mask, size: int) -> Array:
    """Horizons since anybody last liked an item; as long as the history where nobody did."""
    youngest = np.full(size, sample.age.max(initial=0))
    np.minimum.at(youngest, sample.rows.item[liked], sample.age[liked])
    return youngest


def _price(sample: Sample, size: int) -> Array:
    """The log of an item's usual price above the shop's."""
    paid = (sample.rows.kind == PURCHASE) & (sample.rows.price >= 0)
    item, price = sample.rows.item[paid], np.log1p(sample.rows.price[paid])
    known = np.bincount(item, minlength=size)
    usual = np.bincount(item, price, size) / np.maximum(known, 1)
    return np.where(known > 0, usual - usual[known > 0].mean() if known.any() else 0, 0)


def _above_usual(some: Array, of: Array) -> Array:
    """The share of `some` with a prior, above the shop's."""
    usual = some.sum() / max(of.sum(), 1)
    above: Array = (some + PRIOR * usual) / (of + PRIOR) - usual
    return above


def _stars(sample: Sample, categories: dict[str, str]) -> Array:
    """Bayesian averages above the shop's: an item's towards its category's, this towards the shop's."""
    last = np.zeros(len(sample.item_of_pair))  # a person's last word on an item
    rated = sample.rows.stars > 0
    last[sample.dense_pair[rated]] = sample.rows.stars[rated]
    item, stars = sample.item_of_pair[last > 0], last[last > 0]
    usual = float(stars.mean()) if len(stars) else 0.0
    _, group = np.unique([categories.get(name, "") for name in sample.items], return_inverse=True)
    of_group = _average(group[item], stars - usual, np.zeros(int(group.max(initial=-1)) + 1))
    return _average(item, stars - usual, of_group[group])


def _average(which: Array, values: Array, towards: Array) -> Array:
    size = len(towards)
    total, count = np.bincount(which, values, size), np.bincount(which, minlength=size)
    average: Array = (total + PRIOR * towards) / (count + PRIOR)
    return average
