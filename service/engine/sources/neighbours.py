"""Items near the visitor's last ones; each learned item has a short list of neighbours with similarities."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints, Mask, among
from service.engine.sources.base import Scores, listed, news
from service.engine.visitor import Visitor

KINDS = ("bm25", "cosine", "together")
PROPOSED = 100
QUERY_ITEMS = 30
FEATURES = ("", "_last", "_closest")
CLOSE = 0.25  # of the nearest one's similarity


class Near:
    """What lies near a visitor's items, and which of these speaks for a neighbour."""

    def __init__(
        self,
        visitor: Visitor,
        own: Ints,
        lengths: Ints,
        last: Mask,
        items: Ints,
        support: Floats,
        learned: int,
    ) -> None:
        """`lengths`: how many items are near each own one; `last`: is that of the last visit; `items`: the
        near ones, of one own item after the other; `support`: how much it speaks for each.
        """
        lines = np.zeros((len(FEATURES), learned + 1), np.float32)  # the last place: whatever isn't learned
        np.add.at(lines[0], items, support)
        lately = last.repeat(lengths)
        np.add.at(lines[1], items[lately], support[lately])
        np.maximum.at(lines[2], items, support)
        near = lines[0].nonzero()[0].astype(np.int32)
        self.proposed = news(near, lines[0, near], visitor, PROPOSED)
        self._lines, self._most = lines, np.maximum(lines.max(axis=1), 1e-9)
        self._own, self._lengths, self._items, self._support = own, lengths, items, support

    def columns(self, items: Ints) -> Floats:
        scaled: Floats = self._lines.take(items, axis=1, mode="clip").T / self._most
        return scaled

    def closest_own(self, items: Ints) -> dict[int, tuple[float, int]]:
        """Item → how much and by which own item it is most supported; items without support are left out."""
        here = among(self._items, items).nonzero()[0]
        here = here[self._support[here] == self._lines[2].take(self._items[here])]
        here = here[::-1]  # of own items that speak as much for it the first one counts
        own = self._own.repeat(self._lengths)[here]
        support = zip(self._support[here].tolist(), own.tolist(), strict=True)
        return dict(zip(self._items[here].tolist(), support, strict=True))


class Neighbours:
    """Item-item similarity, weighted by how lately and seriously the visitor met an item."""

    def __init__(self, model: Model, name: str) -> None:
        self.name = name
        self.features: tuple[str, ...] = tuple(f"{name}{what}" for what in FEATURES)
        self._ends = np.asarray(model.arrays[f"{name}_ends"])
        self._items = model.arrays[f"{name}_items"]
        self._values = model.arrays[f"{name}_values"]

    def of(self, item: int) -> tuple[Ints, Floats]:
        """Neighbours of one item and their similarities, strongest first."""
        if item >= len(self._ends) - 1:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        here = slice(self._ends[item], self._ends[item + 1])
        return self._items[here], self._values[here]

    def close(self, item: int) -> Ints:
        """The neighbours that come near the nearest one; the weak tail would look arbitrary on a shelf."""
        items, values = self.of(item)
        return items[: np.count_nonzero(values >= CLOSE * values[:1])]

    def score(self, visitor: Visitor) -> Scores:
        learned = len(self._ends) - 1
        own, weights = visitor.query(learned, QUERY_ITEMS)
        last = among(own, visitor.last_query(learned, QUERY_ITEMS)[0])
        at, lengths = listed(self._ends, own)
        support = self._values[at] * weights.repeat(lengths)
        return Near(visitor, own, lengths, last, self._items[at], support, learned)

    def closest(self, items: Ints, most: int) -> Iterator[tuple[int, float, int]]:
        """What comes near learned items, at most so many for each: it, 1 / its place, and near which."""
        at, lengths = listed(self._ends, items)
        of = items.repeat(lengths)
        begins = self._ends[of]
        place = at - begins
        close = (place < most) & (self._values[at] >= CLOSE * self._values[begins])
        near = self._items[at[close]], 1 / (place[close] + 1), of[close]
        return zip(*(each.tolist() for each in near), strict=True)
