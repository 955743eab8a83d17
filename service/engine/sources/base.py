"""The protocol of a source: what it proposes for a visitor, and how it scores any item."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from features.interactions import Floats, Ints, places
from service.engine.visitor import Visitor


class Scores(Protocol):
    """One source's opinion about one visitor."""

    proposed: Ints
    """Item codes worth ranking, at most some hundred, in no special order."""

    def columns(self, items: Ints) -> Floats:
        """One column per feature of the source, one row per item."""


class Source(Protocol):
    """A way to find items for a visitor."""

    name: str
    features: tuple[str, ...]

    def score(self, visitor: Visitor) -> Scores:
        """What this source thinks of a visitor; point-in-time: only the visitor's past is used."""


class Sparse:
    """Columns known for few items, 0 for all others."""

    def __init__(self, items: Ints, columns: Floats, proposed: Ints | None = None) -> None:
        """`items` sorted and unique; `columns` one row per item; all are proposed unless it says which."""
        self.proposed = items if proposed is None else proposed
        self._items = items
        self._columns = np.zeros((len(items) + 1, columns.shape[1]), np.float32)
        self._columns[:-1] = columns  # the last row is of all others

    def columns(self, items: Ints) -> Floats:
        return self._columns[places(items, self._items)]


class Dense:
    """Columns known for every learned item; items learned never score 0."""

    def __init__(self, proposed: Ints, values: Floats) -> None:
        """`values`: one row per learned item."""
        self.proposed = proposed
        self._values = values

    def columns(self, items: Ints) -> Floats:
        known = items < len(self._values)
        if known.all():
            return self._values.take(items, axis=0)
        found = np.zeros((len(items), self._values.shape[1]), np.float32)
        found[known] = self._values[items[known]]
        return found


def strongest(values: Floats, count: int) -> Ints:
    """Codes of the `count` highest values, in no special order."""
    if len(values) <= count:
        return np.arange(len(values), dtype=np.int32)
    return values.argpartition(-count)[-count:].astype(np.int32)


def news(items: Ints, values: Floats, visitor: Visitor, count: int) -> Ints:
    """The items of the `count` highest values; the visitor's own, candidates anyway, take no place."""
    new = np.where(visitor.has(items), -np.inf, values)
    return items[strongest(new, count)]


def listed(ends: Ints, which: Ints) -> tuple[Ints, Ints]:
    """Of lists that stand one after the other: where the entries of these stand, and how many each has."""
    begins = ends[which]
    lengths = ends[which + 1] - begins
    stops = lengths.cumsum()
    at = (begins - stops + lengths).repeat(lengths)
    at += np.arange(len(at))
    return at, lengths


def numbered(codes: Ints, below: int) -> tuple[Ints, Ints]:
    """The different ones among codes `below` a bound, sorted; and per code which of them it is."""
    named = np.zeros(below, bool)
    named[codes] = True
    different = named.nonzero()[0].astype(np.int32)
    number = np.empty(below, np.int32)  # sorting and searching cost ten times as much
    number[different] = np.arange(len(different))
    return different, number[codes]
