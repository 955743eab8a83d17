"""Kept events → interactions, searches, attributes; one reading for a whole history and one visitor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from struct import Struct as Layout
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from features.consent import Decided, granted
from features.events import Purposes
from features.interactions import CODES, Interactions

COHORTS = ("country", "age_band", "segment")
UNSAID = -1.0  # a price
# A row's columns in the order of Interactions'; packing a row costs a third of appending to seven arrays.
ROW = np.dtype([(f"column_{n}", form) for n, form in enumerate(("i4", "i4", "u1", "i8", "f4", "f4", "f4"))])
_packed = Layout("=iiBqfff").pack


class _Line(Struct, gc=False):
    item_id: str
    quantity: int = 1
    price: float | None = None


class _Body(Struct, gc=False):
    """The fields of a kept event that ranking reads; it was validated when it came in."""

    item_id: str | None = None
    items: list[_Line] | None = None
    quantity: int = 1
    metric: str | None = None
    score: float = 0
    query: str | None = None
    category: str | None = None
    country: str | None = None
    age_band: str | None = None
    segment: str | None = None
    purposes: Purposes | None = None

    @property
    def stars(self) -> float:
        """What the item was rated, 0 where it wasn't."""
        return self.score if self.metric == "stars" else 0


_decode = msgspec.json.Decoder(_Body).decode


class Searched(NamedTuple):
    """A search: who (code), when (microseconds), the words, the category if it named one."""

    person: int
    at: int
    query: str
    category: str | None


class Said(NamedTuple):
    """Something else that is known of a person (code) since a moment: an attribute, an unwanted category,
    that an order was placed."""

    person: int
    at: int
    name: str
    value: str


UNWANTED, ORDERED = "unwanted", "ordered"


def attributes_of(said: Iterable[Said]) -> dict[str, str]:
    """The cohorts that somebody belongs to; what was said last counts. `said` in order of time."""
    return {one.name: one.value for one in said if one.name in COHORTS}


def unwanted_of(said: Iterable[Said]) -> frozenset[str]:
    """Categories that somebody waved away."""
    return frozenset(one.value for one in said if one.name == UNWANTED)


class Collector:
    """Takes events in order of time; `item_code` gives an item's number, None where it has none."""

    def __init__(self, item_code: Callable[[str], int | None]) -> None:
        self._item_code = item_code
        self._rows = bytearray()
        self.searches: list[Searched] = []
        self.said: list[Said] = []
        self._last: dict[tuple[int, str], str] = {}
        self.decisions: dict[int, list[Decided]] = {}

    def add(self, person: int, kind: str, at: int, body: bytes) -> None:
        """Take one event."""
        read = _decode(body)
        if read.item_id is not None:
            self._name(person, kind, at, (_Line(read.item_id, read.quantity),), read.stars)
        elif read.items is not None:
            self._name(person, kind, at, read.items)
        elif kind == "search" and read.query is not None:
            self.searches.append(Searched(person, at, read.query, read.category))
        elif kind == "consent_updated" and read.purposes is not None:
            self.decisions.setdefault(person, []).append(Decided(at, read.purposes))
        self._describe(person, kind, at, read)

    def _name(self, person: int, kind: str, at: int, lines: Sequence[_Line], stars: float = 0) -> None:
        code, code_of = CODES.get(kind, 0), self._item_code
        self._rows += b"".join(
            [
                _packed(person, item, code, at, x.quantity, UNSAID if x.price is None else x.price, stars)
                for x in lines
                if (item := code_of(x.item_id)) is not None
            ]
        )

    def _describe(self, person: int, kind: str, at: int, read: _Body) -> None:
        for name in COHORTS:
            value = getattr(read, name)
            if value and self._last.get((person, name)) != value:
                self._last[person, name] = value
                self.said.append(Said(person, at, name, value))
        if kind == "not_interested" and read.category is not None:
            self.said.append(Said(person, at, UNWANTED, read.category))
        if kind == "purchase":
            self.said.append(Said(person, at, ORDERED, ""))

    def interactions(self) -> Interactions:
        """Everything taken so far."""
        rows = np.frombuffer(self._rows, ROW)
        return Interactions(*(np.ascontiguousarray(rows[name]) for name in ROW.names or ()))


class History(NamedTuple):
    """What training learns from; persons are numbers, their ids are needed only to evaluate.

    `machines`: how many were set aside because nobody acts so often; `strays`: how many interactions, because
    they lie far before all others.
    """

    items: list[str]
    customers: dict[int, str]
    persons: int
    interactions: Interactions
    searches: list[Searched]
    said: list[Said]
    machines: int = 0
    strays: int = 0


KeptEvent = tuple[str | None, str | None, str, int, bytes]


def read(batches: Iterable[Sequence[KeptEvent]], *, consent_granted: bool) -> History:
    """The history of everybody whose latest decision allows personalisation.

    An event is (customer_id, anonymous_id, kind, occurred_at, body); a stranger is a person, too.
    """
    items: dict[str, int] = {}
    persons: dict[tuple[bool, str | None], int] = {}
    collector = Collector(lambda item: items.setdefault(item, len(items)))
    for batch in batches:
        for customer, device, kind, at, body in batch:
            key = (True, customer) if customer is not None else (False, device)
            collector.add(persons.setdefault(key, len(persons)), kind, at, body)
    allowed = np.full(len(persons), consent_granted)
    for person, decisions in collector.decisions.items():
        allowed[person] = granted(decisions, "personalisation", default=consent_granted)
    return _allowed(collector, list(items), persons, allowed)


def _allowed(
    collector: Collector, items: list[str], persons: dict[tuple[bool, str | None], int], allowed: np.ndarray
) -> History:
    rows = collector.interactions()
    return History(
        items,
        {code: name for (known, name), code in persons.items() if known and name and allowed[code]},
        len(persons),
        rows.where(allowed[rows.person]) if len(rows) else rows,
        [s for s in collector.searches if allowed[s.person]],
        [one for one in collector.said if allowed[one.person]],
    )
