"""Items near the visitor's last ones; each learned item has a short list of neighbours with similarities."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints
from service.engine.sources.base import Dense, Scores, room, strongest
from service.engine.visitor import Visitor

Edges = tuple[Ints, Floats, Ints]

PROPOSED = 100
QUERY_ITEMS = 60
CLOSE = 0.25  # of the nearest one's similarity
QUERY_HALF_LIFE = 2.0  # horizons: the query leans on what was done lately


class Near(Dense):
    """Also knows which of the visitor's own items speaks for a neighbour."""

    def __init__(self, proposed: Ints, values: Floats, edges: Edges) -> None:
        super().__init__(proposed, values)
        self._edges = edges

    def closest_own(self, items: Ints) -> dict[int, tuple[float, int]]:
        """Item → how much and by which own item it is most supported; items without support are left out."""
        near, values, own = self._edges
        wanted = np.zeros(len(self._values), bool)
        wanted[items[items < len(wanted)]] = True
        here = np.nonzero(wanted[near])[0]
        highest = np.zeros(len(wanted), values.dtype)
        np.maximum.at(highest, near[here], values[here])
        here = here[values[here] == highest[near[here]]]
        support = zip(values[here].tolist(), own[here].tolist(), strict=True)
        return dict(zip(near[here].tolist(), support, strict=True))


class Neighbours:
    """Item-item similarity, weighted by how lately and seriously the visitor met an item."""

    def __init__(self, model: Model, name: str) -> None:
        self.name = name
        self.features: tuple[str, ...] = (name,)
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
        close: Ints = items[values >= CLOSE * values.max(initial=0)]
        return close

    def score(self, visitor: Visitor) -> Scores:
        edges = self.edges(*self.query(visitor))
        near, values, _ = edges
        total = np.bincount(near, values, len(self._ends) - 1).astype(np.float32)
        if (highest := total.max(initial=0)) > 0:
            total /= highest
        reached = np.flatnonzero(total > 0)
        proposed = reached[strongest(total[reached], room(visitor, PROPOSED))]
        return Near(proposed, total[:, None], edges)

    def query(self, visitor: Visitor) -> tuple[Ints, Floats]:
        """The visitor's strongest items and their weights, which sum to 1."""
        items, weights = visitor.taste(QUERY_HALF_LIFE, len(self._ends) - 1)
        if len(items) > QUERY_ITEMS:
            keep = np.argpartition(weights, -QUERY_ITEMS)[-QUERY_ITEMS:]
            items, weights = items[keep], weights[keep]
        weights = np.log1p(weights)
        return items, weights / max(float(weights.sum()), 1e-9)

    def edges(self, query: Ints, weights: Floats) -> Edges:
        """All neighbours of the query: item, weighted similarity, and the query item it comes from."""
        starts, stops = self._ends[query], self._ends[query + 1]
        lengths = stops - starts
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = np.repeat(starts, lengths) + offsets
        return self._items[at], self._values[at] * np.repeat(weights, lengths), np.repeat(query, lengths)
