"""Serving recipe against new recipe, ranked for the same customers: which one is published, and why.

The new one must be shown to be better: the 95 % interval of the change of NDCG@10 lies above zero. In doubt
the serving one stays. The customer is the unit, with all their rankings in every window (cluster bootstrap).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import numpy as np
from babel.numbers import format_decimal
from msgspec import Struct

from features.artifact import Array, Comparison
from service.texts import text
from training.evaluation.bootstrap import interval
from training.evaluation.evaluate import Gains

FEWEST = 30  # customers; of fewer a bootstrap says too much
CHANGE = "+0.0000;-0.0000"

Kind = Literal["first", "forced", "same", "unreadable", "better", "worse", "undecided", "nobody"]
KEEPS: frozenset[Kind] = frozenset({"worse", "undecided", "nobody"})


class Verdict(Struct, frozen=True, kw_only=True):
    """What the gate decided; `comparison` where two recipes were compared."""

    kind: Kind
    comparison: Comparison | None = None

    @property
    def publish_new(self) -> bool:
        """Does the new recipe go out."""
        return self.kind not in KEEPS

    def sentence(self, locale: str) -> str:
        """What was decided and why, in `locale`'s language."""
        found = self.comparison
        return text(locale, f"verdict.{self.kind}", figures=figures(found, locale) if found else "")


def figures(found: Comparison, locale: str) -> str:
    """The comparison in numbers, in `locale`'s language."""
    numbers = {name: getattr(found, name) for name in ("difference", "low", "high")}
    language = text.language(locale)
    written = {name: format_decimal(n, CHANGE, locale=language) for name, n in numbers.items()}
    customers = format_decimal(found.customers, locale=language)
    return text(locale, "verdict.figures", **written, customers=customers, windows=found.windows)


def compare(serving: Sequence[Gains], new: Sequence[Gains], recipes: tuple[str, str]) -> Verdict:
    """Gains by window, of the same customers each; `recipes`: the hashes of both."""
    change = changes(serving, new)
    if not len(change):
        return Verdict(kind="nobody")
    low, high = interval(change)
    found = Comparison(
        difference=float(change.mean()),
        low=low,
        high=high,
        customers=len(change),
        windows=len(new),
        serving_recipe=recipes[0],
        new_recipe=recipes[1],
    )
    return Verdict(kind=_kind(found), comparison=found)


def _kind(found: Comparison) -> Kind:
    if found.customers >= FEWEST and found.low > 0:
        return "better"
    return "worse" if found.high < 0 else "undecided"


def changes(serving: Sequence[Gains], new: Sequence[Gains]) -> Array:
    """By customer: the mean change over all that was ranked for them."""
    by_customer: dict[int, list[float]] = defaultdict(list)
    for before, after in zip(serving, new, strict=True):
        for head, gains in before.items():
            for customer, gain in gains.items():
                by_customer[customer].append(after[head][customer] - gain)
    return np.array([np.mean(by_customer[customer]) for customer in sorted(by_customer)])
