"""The catalogue's kept versions → items as they are at a moment."""

from __future__ import annotations

from collections.abc import Iterable

from features.catalogue import Item, decode_item
from features.identity import ALWAYS
from service.store.protocol import Reader
from service.store.records import CatalogueRow


def items_at(store: Reader, at: int) -> dict[str, Item]:
    """Item → its version in force at a moment (microseconds)."""
    return {item_id: item for item_id, item in in_force(store.catalogue(0), at).items() if item is not None}


def in_force(rows: Iterable[CatalogueRow], at: int) -> dict[str, Item | None]:
    """Item → the version in force at a moment, None where the item was deleted; rows in order of revision.

    A version without `valid_from` holds at all times: it replaces what was sent before it.
    """
    latest: dict[str, CatalogueRow] = {}
    for row in rows:
        held = latest.get(row.item_id)
        undated = row.valid_from == ALWAYS
        if row.valid_from <= at and (held is None or undated or row.valid_from >= held.valid_from):
            latest[row.item_id] = row
    return {item_id: decode_item(row.body) if row.body else None for item_id, row in latest.items()}


def categories_of(items: dict[str, Item]) -> dict[str, str]:
    """Item → category, where it has one."""
    return {item_id: item.category for item_id, item in items.items() if item.category}
