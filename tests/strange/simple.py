"""What a shop could show without learning anything: rankings of a window's customers by simple rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from features.clock import DAY
from features.interactions import BUY, Ints, age_days, decay
from service.engine.ranker import Head
from training.evaluation.metrics import RECALL_AT
from training.split import Window

LATELY, LONG = 7.0, 120.0  # half-lives in days
Rule = Callable[[int], np.ndarray]  # person → a score per item


def rules(window: Window, category: Ints) -> dict[str, Rule]:
    """By name; `category`: one number per item of the history."""
    rows = window.history.interactions
    rows = rows.where(rows.at <= window.cut)
    size, likes = len(window.history.items), np.maximum(rows.weight, 0)
    popular = np.bincount(rows.item, likes, size)
    lately = np.bincount(rows.item, likes * decay(age_days(rows, window.cut), LATELY), size)
    last_resort = lately / max(lately.max(), 1e-9) * 1e-6

    def recent(person: int) -> np.ndarray:
        own = window.visitor(person).rows
        last = np.zeros(size)
        np.maximum.at(last, own.item, 1 + 1 / (1 + age_days(own, window.cut)))
        return np.asarray(last + last_resort)

    def often(person: int) -> np.ndarray:
        own = window.visitor(person).rows
        counted = np.where(BUY[own.kind], 1.0, 0.01) * decay(age_days(own, window.cut), LONG)
        return np.asarray(np.bincount(own.item, counted, size) + last_resort)

    def kind(person: int) -> np.ndarray:
        own = window.visitor(person).rows
        share = np.bincount(category[own.item], np.maximum(own.weight, 0), int(category.max()) + 1)
        return np.asarray((share / max(share.sum(), 1e-9))[category] * lately + last_resort)

    return {
        "popular": lambda person: popular,
        "popular lately": lambda person: lately,
        "own items recent first": recent,
        "own purchases often first": often,
        "popular in own categories": kind,
    }


def ranking(rule: Rule, window: Window, person: int, head: Head) -> Ints:
    """The items with the highest scores; for `new` without whatever an event of the person names."""
    score = rule(person).astype(np.float64)
    if head == "new":
        score[window.visitor(person).own] = -1
    best: Ints = np.argsort(-score, kind="stable")[:RECALL_AT]
    return best[score[best] >= 0]


def horizon_after(days: int) -> int:
    """The stretch that a shop of so many days is measured on, microseconds."""
    return (14 if days > 30 else 1) * DAY
