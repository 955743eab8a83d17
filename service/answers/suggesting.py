"""What answers that suggest an item share: may it be suggested, what it costs, and one click to have it."""

from __future__ import annotations

from typing import Any

from features.catalogue import Item
from service.answers.asked import Asked
from service.answers.kind import Action
from service.answers.wanted import Wanted


def offered(asked: Asked, item_id: str) -> Item | None:
    """The item, where it may be suggested: for sale, not sensitive, not waved away, and asked about."""
    world, visitor = asked.world, asked.visitor
    code = world.index.get(item_id)
    if code is None or asked.question.item_id not in (None, item_id):
        return None
    category = world.categories[world.category[code]] if world.category[code] >= 0 else ""
    waved = code in visitor.unwanted or _within(category, visitor.unwanted_categories)
    item = world.items[code]
    return item if item and item.buyable and not item.sensitive and not waved else None


def _within(category: str, unwanted: frozenset[str]) -> bool:
    return any(f"{category}/".startswith(f"{name.strip('/')}/") for name in unwanted)


def wanted_first(asked: Asked) -> list[Wanted]:
    """What the person wanted: what was kept first, then latest first."""
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
