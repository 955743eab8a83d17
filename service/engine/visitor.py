"""A person's last events → the visitor that sources, filters and shelves look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from features.history import ORDERED, Collector, Searched, attributes_of, unwanted_of
from features.identity import ALWAYS
from features.interactions import (
    CODES,
    PURCHASE,
    Floats,
    Interactions,
    Ints,
    Mask,
    age_days,
    decay,
    distinct,
    empty,
    visits,
)

PUT_IN, TAKE_OUT = CODES["add_to_cart"], CODES["remove_from_cart"]
UNWANTED = CODES["not_interested"]
QUERY_HALF_LIFE = 2.0  # horizons: what looks for neighbours leans on what was done lately
Query = tuple[Ints, Floats]  # items and how much each counts
MOVES_CART = np.isin(np.arange(len(CODES)), (PUT_IN, TAKE_OUT))


@dataclass(frozen=True)
class Visitor:
    """One person at one moment (`now`, microseconds); rows in order of time; `horizon` in days."""

    rows: Interactions
    now: int
    horizon: float
    searches: tuple[Searched, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    unwanted_categories: frozenset[str] = frozenset()
    ordered_at: int = ALWAYS
    _tastes: dict[float, Floats] = field(default_factory=dict, compare=False)
    _queries: dict[tuple[str, int, int], Query] = field(default_factory=dict, compare=False)

    @cached_property
    def age(self) -> np.ndarray:
        """Days since each row."""
        return age_days(self.rows, self.now)

    @cached_property
    def visit(self) -> Ints:
        """Per row the number of its visit, from 0."""
        return visits(self.rows.at)

    @property
    def known(self) -> bool:
        """Is there behaviour to go by."""
        return len(self.rows) > 0 or bool(self.searches)

    def taste(self, half_life: float, learned: int) -> tuple[Ints, Floats]:
        """The liked ones of the first `learned` items and how much; decays in `half_life` horizons."""
        if half_life not in self._tastes:
            weights = self.rows.weight * decay(self.age / self.horizon, half_life)
            self._tastes[half_life] = np.bincount(self.own_row, weights, len(self.own)).astype(np.float32)
        total = self._tastes[half_life]
        liked = (total > 0) & (self.own < learned)
        return self.own[liked], total[liked]

    def query(self, learned: int, most: int) -> Query:
        """The most liked, lately, of the first `learned` items; their weights sum to 1."""
        if (key := ("all", learned, most)) not in self._queries:
            self._queries[key] = _leading(*self.taste(QUERY_HALF_LIFE, learned), most)
        return self._queries[key]

    def last_query(self, learned: int, most: int) -> Query:
        """The same of the last visit in which something was liked, without what was taken back since."""
        if (key := ("last", learned, most)) not in self._queries:
            self._queries[key] = _leading(*self._last_taste(learned), most)
        return self._queries[key]

    def _last_taste(self, learned: int) -> Query:
        weight = self.rows.weight
        liked = weight > 0
        since = int(self.visit.searchsorted(self.visit[liked].max(initial=0)))
        weights = np.bincount(self.own_row[since:], weight[since:], len(self.own)).astype(np.float32)
        here = (weights > 0) & (self.own < learned)
        return self.own[here], weights[here]

    @cached_property
    def own(self) -> Ints:
        """Every item that any of this person's events names, sorted."""
        return distinct(self.rows.item)

    def has(self, items: Ints) -> Mask:
        """Per item: does any of this person's events name it."""
        found: Mask = self._named.take(items, mode="clip")
        return found

    @cached_property
    def _named(self) -> Mask:
        """Per item as far as the last of the own ones, and one more of whatever is higher."""
        named = np.zeros(int(self.own.max(initial=-1)) + 2, bool)
        named[self.own] = True
        return named

    @cached_property
    def own_row(self) -> Ints:
        """Per row: where its item stands in `own`."""
        return self.own.searchsorted(self.rows.item)

    @cached_property
    def bought(self) -> Ints:
        """Items this person bought, each once."""
        return distinct(self.rows.item[self.rows.kind == PURCHASE])

    def bought_within(self, days: float) -> Ints:
        """Items this person bought in the last days."""
        return distinct(self.rows.item[(self.rows.kind == PURCHASE) & (self.age < days)])

    @cached_property
    def unwanted(self) -> Ints:
        """Items this person waved away."""
        return distinct(self.rows.item[self.rows.kind == UNWANTED])

    def cart(self, kept_for: int) -> dict[int, int]:
        """Item → pieces in the cart; it ends with a purchase or after `kept_for` microseconds."""
        content: dict[int, int] = {}
        rows = self.rows
        since = max(self.now - kept_for, self.ordered_at + 1)
        for n in np.nonzero(MOVES_CART[rows.kind] & (rows.at >= since))[0]:
            item, pieces = int(rows.item[n]), int(rows.quantity[n])
            if rows.kind[n] == PUT_IN:
                content[item] = content.get(item, 0) + pieces
            elif (left := content.pop(item, 0) - pieces) > 0:
                content[item] = left
        return content


def _leading(items: Ints, weights: Floats, most: int) -> Query:
    if len(items) > most:
        keep = weights.argpartition(-most)[-most:]
        items, weights = items[keep], weights[keep]
    weights = np.log1p(weights)
    return items, weights / max(float(weights.sum()), 1e-9)


def visitor_of(
    facts: Iterable[tuple[str, int, bytes]], index: dict[str, int], now: int, horizon: float
) -> Visitor:
    """From (kind, occurred_at, body) in order of time; items that the index doesn't have are left out."""
    collector = Collector(index.get)
    for kind, at, body in facts:
        collector.add(0, kind, at, body)
    return Visitor(
        collector.interactions(),
        now,
        horizon,
        tuple(collector.searches),
        attributes_of(collector.said),
        unwanted_of(collector.said),
        max((one.at for one in collector.said if one.name == ORDERED), default=ALWAYS),
    )


def stranger(now: int, attributes: dict[str, str] | None = None) -> Visitor:
    """Somebody of whom nothing is known but, perhaps, the request's own context."""
    return Visitor(empty(), now, 1.0, attributes=attributes or {})
