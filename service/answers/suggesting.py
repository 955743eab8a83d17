"""What answers that suggest an item share: may it be suggested, what it costs, and one click to have it."""

from __future__ import annotations

from typing import Any

from features.catalogue import Item
from service.answers.asked import Asked
from service.answers.kind import Action
from service.answers.wanted import Wanted


def offered(asked: Asked, item_id: str) -> Item | None:
    """The item, where it may be suggested: for sale, not sensitive, not waved away, and asked about."""
    item = asked.item(item_id)
    if item is None or not item.buyable or item.sensitive or asked.unwanted.has(item_id, item.category):
        return None
    return item if asked.question.item_id in (None, item_id) else None


def wanted_first(asked: Asked) -> list[Wanted]:
    """What was kept first, then latest first; nothing where an order is asked about."""
    if asked.question.order_id is not None:
        return []
    return sorted(asked.known.wanted, key=lambda wanted: not wanted.kept)


def money_of(asked: Asked, item: Item) -> dict[str, Any]:
    """The item's price as a fact, where it has one."""
    if item.price is None:
        return {}
    return {"price": item.price, "currency": item.currency or asked.settings.currency}


def into_cart(asked: Asked, item: Item, pieces: int = 1) -> Action:
    """The event that puts it in the cart, ready to be sent; never more than there is."""
    pieces = pieces if item.stock is None else min(pieces, item.stock)
    label = asked.say(f"answer.action.add.{'one' if pieces == 1 else 'other'}", pieces=pieces)
    body = {"event": "add_to_cart", "item_id": item.item_id, "quantity": pieces}
    return Action(label=label, url=item.url, body=body)
