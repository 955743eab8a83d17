"""Outcomes of units → what each had done by any look, and the sums of some of them that tests are made from.

A look after `days` knows the units whose first page was before, and what they had done by then.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import polars as pl
from tea_tasting.aggr import Aggregates

from features.interactions import Floats, Ints
from training.experiments.collecting.outcomes import Outcomes

FRACTIONS = 6  # digits: sums of cents that are nothing are exactly nothing


class Units:
    """Units in order of their variant, and increments of measures in order of time."""

    def __init__(self, outcomes: Outcomes, variants: int) -> None:
        self._outcomes = outcomes
        self.days = outcomes.days
        self.table = outcomes.units.sort("variant", "day", "unit")
        self._days = self.table["day"].to_numpy()
        edges = np.searchsorted(self.table["variant"].to_numpy(), np.arange(variants + 1))
        self._slices = [slice(int(a), int(b)) for a, b in pairwise(edges)]
        self._places = _places(self.table["unit"].to_numpy())
        self._measures: dict[str, tuple[Ints, Ints, Floats]] = {}

    def reported(self, measure: str) -> bool:
        """Did anybody ever tell of it."""
        told = self._outcomes.measures.get(measure)
        return told is not None and bool((told["value"] != 0).any())

    def remembered(self) -> list[str]:
        """Measures of which anything is known from the pre-period."""
        return sorted(name for name, told in self._outcomes.before.items() if (told["value"] != 0).any())

    def known(self, days: int) -> list[Ints]:
        """Per variant the places of its units whose first page was before `days` were over."""
        return [part.start + np.arange(np.searchsorted(self._days[part], days)) for part in self._slices]

    def passed(self, days: int, window: float) -> float:
        """Units, each counted by the share of its window (days) that has passed; first pages are at noon."""
        known = self._days[self._days < days]
        return float(np.clip((days - known - 0.5) / window, 0.0, 1.0).sum())

    def total(self, measure: str, days: int) -> Floats:
        """Per place, what had come together by then; zero where nobody tells of it."""
        if measure not in self._outcomes.measures:
            return np.zeros(len(self.table))
        places, told, values = self._increments(measure)
        until = int(np.searchsorted(told, days))
        return _sums(places[:until], values[:until], len(self.table))

    def before(self, measure: str) -> Floats:
        """Per place, the sum of the pre-period; zero where nothing is known."""
        places, values = self._placed(self._outcomes.before[measure], "value")
        return _sums(places, values, len(self.table))

    def _increments(self, measure: str) -> tuple[Ints, Ints, Floats]:
        if measure not in self._measures:
            places, days, values = self._placed(self._outcomes.measures[measure], "day", "value")
            order = np.argsort(days, kind="stable")
            self._measures[measure] = places[order], days[order], values[order]
        return self._measures[measure]

    def _placed(self, told: pl.DataFrame, *columns: str) -> list[Any]:
        """Places and `columns` of what is told of units that take part."""
        units = told["unit"].to_numpy()
        places = self._places[np.minimum(units, len(self._places) - 1)]
        return [places[places >= 0], *(told[name].to_numpy()[places >= 0] for name in columns)]


def aggregates(columns: dict[str, Floats], places: Ints) -> Aggregates:
    """Of some units; what is the same for all of them varies by exactly nothing."""
    first = {name: values[0] for name, values in columns.items()}
    picked = _stretch(places)
    apart = {name: values[picked] - first[name] for name, values in columns.items()}
    means = {name: float(values.mean()) for name, values in apart.items()}
    around = {name: values - means[name] for name, values in apart.items()}
    free = max(len(places) - 1, 1)
    return Aggregates(
        count_=len(places),
        mean_={name: mean + float(first[name]) for name, mean in means.items()},
        var_={name: float(values @ values) / free for name, values in around.items()},
        cov_={(a, b): float(around[a] @ around[b]) / free for a, b in combinations(columns, 2)},
    )


def _stretch(places: Ints) -> Ints | slice:
    """The same places, as a slice where they follow each other: nothing has to be gathered then."""
    if len(places) and places[-1] - places[0] == len(places) - 1:
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def _sums(places: Ints, values: Floats, count: int) -> Floats:
    sums: Floats = np.bincount(places, values, count).astype(np.float64)
    return sums.round(FRACTIONS)


def _places(units: Ints) -> Ints:
    """By number of a unit where it stands; -1 where there is none, which the last one is."""
    places = np.full(int(units.max(initial=0)) + 2, -1)
    places[units] = np.arange(len(units))
    return places
