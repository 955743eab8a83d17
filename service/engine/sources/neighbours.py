"""Items near the visitor's last ones; each learned item has a short list of neighbours with similarities."""

from __future__ import annotations

import numpy as np

from features.artifact import Model
from features.interactions import Floats, Ints, Mask, among
from service.engine.sources.base import Scores, Sparse, listed, news, numbered
from service.engine.visitor import Visitor

KINDS = ("bm25", "cosine", "together")
PROPOSED = 100
QUERY_ITEMS = 30
CLOSE = 0.25  # of the nearest one's similarity


class Near(Sparse):
    """Also knows which of the visitor's own items speaks for a neighbour."""

    def __init__(self, visitor: Visitor, own: Ints, last: Mask, items: Ints, support: Floats) -> None:
        """`support`: own × items, the weighted similarities; `last`: own ones of the last visit."""
        columns = np.stack([support.sum(axis=0), support[last].sum(axis=0), support.max(axis=0, initial=0)])
        scaled = columns / np.maximum(columns.max(axis=1, initial=0), 1e-9)[:, None]
        super().__init__(items, scaled.T, news(items, columns[0], visitor, PROPOSED))
        self._own, self._support = own, support

    def closest_own(self, items: Ints) -> dict[int, tuple[float, int]]:
        """Item → how much and by which own item it is most supported; items without support are left out."""
        here = np.flatnonzero(among(self._items, items))
        closest = self._support[:, here].argmax(axis=0) if len(here) else here
        support = zip(self._support[closest, here].tolist(), self._own[closest].tolist(), strict=True)
        return dict(zip(self._items[here].tolist(), support, strict=True))


class Neighbours:
    """Item-item similarity, weighted by how lately and seriously the visitor met an item."""

    def __init__(self, model: Model, name: str) -> None:
        self.name = name
        self.features: tuple[str, ...] = (name, f"{name}_last", f"{name}_closest")
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
        learned = len(self._ends) - 1
        own, weights = visitor.query(learned, QUERY_ITEMS)
        at, lengths = listed(self._ends, own)
        items, column = numbered(self._items[at], learned)
        row = np.repeat(np.arange(len(own)), lengths)
        support = np.zeros((len(own), len(items)), np.float32)
        support[row, column] = self._values[at] * weights[row]
        last = among(own, visitor.last_query(learned, QUERY_ITEMS)[0])
        return Near(visitor, own, last, items, support)
