"""Events → what somebody wants: looked at, wished for, in the cart, not bought since; what was waved away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.interactions import VISIT_ENDS
from service.store.records import Fact

LOOKS = frozenset({"view_item", "select_item"})
KEEPS = frozenset({"add_to_wishlist", "add_to_cart"})
ENDS = frozenset({"purchase", "not_interested"})
MOST = 30


class Wanted(NamedTuple):
    """`visits`: how often it was met, an hour apart; `kept`: wished for or put in the cart."""

    item_id: str
    first_at: int
    last_at: int
    visits: int
    kept: bool


class Unwanted(NamedTuple):
    """Items and categories that somebody waved away."""

    items: frozenset[str]
    categories: tuple[str, ...]

    def has(self, item_id: str, category: str | None) -> bool:
        """Is it one of them, or of a category below one of them."""
        return item_id in self.items or f"{category or ''}/".startswith(self.categories)


class _Line(Struct, gc=False):
    item_id: str


class _Named(Struct, gc=False):
    item_id: str | None = None
    items: list[_Line] = []
    category: str | None = None


_decode = msgspec.json.Decoder(_Named).decode


def wanted_of(facts: Iterable[Fact]) -> list[Wanted]:
    """The last 30, latest first. `facts` in order of time; what was bought or waved away isn't wanted."""
    wanted: dict[str, Wanted] = {}
    for kind, at, body in facts:
        if kind in LOOKS or kind in KEEPS:
            item_id = _decode(body).item_id
            if item_id is not None:
                wanted[item_id] = _met(wanted.pop(item_id, None), item_id, at, kept=kind in KEEPS)
        elif wanted and kind in ENDS:
            _end(wanted, _decode(body))
    return list(wanted.values())[: -MOST - 1 : -1]


def unwanted_of(facts: Iterable[Fact]) -> Unwanted:
    """Never means never: however long ago it was said."""
    named = [_decode(fact.body) for fact in facts if fact.kind == "not_interested"]
    paths = (f"{one.category.strip('/')}/" for one in named if one.category)
    return Unwanted(frozenset(one.item_id for one in named if one.item_id), tuple(paths))


def _met(before: Wanted | None, item_id: str, at: int, *, kept: bool) -> Wanted:
    if before is None:
        return Wanted(item_id, at, at, 1, kept)
    visits = before.visits + (at - before.last_at > VISIT_ENDS)
    return Wanted(item_id, before.first_at, at, visits, kept or before.kept)


def _end(wanted: dict[str, Wanted], named: _Named) -> None:
    for item_id in [named.item_id, *(line.item_id for line in named.items)]:
        wanted.pop(item_id or "", None)
