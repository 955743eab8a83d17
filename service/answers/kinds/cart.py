"""What did I leave in the cart: it followed from a device or an earlier visit, with what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec

from features.carts import CartLine
from features.catalogue import Item
from features.clock import DAY, MINUTE
from service.answers.asked import Asked
from service.answers.changes import Change, changes_of
from service.answers.delivery import delivery_of
from service.answers.kind import Action, Answered, Kind
from service.answers.linking import link
from service.answers.memory import Told

JUST_NOW = 30 * MINUTE  # on the same device nobody needs to be reminded of that
COOL_DOWN = 3 * DAY
CHANGED, FOLLOWED = 5, 25  # urgency: who has just come from another device misses it
SAID = 2  # changes in the sentence; all stand in the data


def of(asked: Asked) -> Iterator[Answered]:
    """At most one."""
    question = asked.question
    if question.placement == "cart" or question.item_id is not None or question.order_id is not None:
        return
    lines = [(line, item) for line in asked.cart.values() if (item := asked.item(line.item_id)) is not None]
    lines = [(line, item) for line, item in lines if not item.sensitive]
    if lines and any(_followed(asked, line) for line, _ in lines):
        yield _answered(asked, lines)


def _followed(asked: Asked, line: CartLine) -> bool:
    """From another device, or from an earlier visit; where no device was named, nobody knows of another."""
    return _elsewhere(asked, line) or asked.now - line.at >= JUST_NOW


def _elsewhere(asked: Asked, line: CartLine) -> bool:
    return line.device is not None and line.device != asked.question.anonymous_id


def _answered(asked: Asked, lines: list[tuple[CartLine, Item]]) -> Answered:
    changed = {line.item_id: changes_of(asked, line, item) for line, item in lines}
    changes = [change for each in changed.values() for change in each]
    first = next((item for _, item in lines if item.buyable), lines[0][1])
    newest = max(_followed_at(asked, line) for line, _ in lines)
    count = {1: "one", 2: "two"}.get(len(lines), "other")
    said = " ".join(change.text for change in changes[:SAID])
    return Answered(
        f"{count}.changed" if changes else count,
        {"changed": _digest(changes), "newest": newest},
        values={"title": asked.title(first.item_id), "more": len(lines) - 1, "changes": said},
        data={"items": [_shown(asked, line, item, changed[line.item_id]) for line, item in lines]},
        action=_to_cart(asked, lines),
        urgency=CHANGED * bool(changes) + FOLLOWED * bool(newest and asked.question.anonymous_id),
    )


def _followed_at(asked: Asked, line: CartLine) -> int:
    return line.at if _elsewhere(asked, line) else 0


def _shown(asked: Asked, line: CartLine, item: Item, changes: list[Change]) -> dict[str, Any]:
    promise, locale = asked.promise(item), asked.question.locale
    delivery = delivery_of(promise, asked.now, locale) if promise else None
    return {
        "item_id": line.item_id,
        "title": asked.title(line.item_id),
        "quantity": line.quantity,
        "price": item.price,
        "currency": item.currency or asked.settings.currency,
        "available": item.buyable,
        "delivery": msgspec.to_builtins(delivery),
        "changes": [msgspec.to_builtins(change) for change in changes],
    }


def _to_cart(asked: Asked, lines: list[tuple[CartLine, Item]]) -> Action | None:
    """The shop's cart page, with a body that fills a cart."""
    found = link(asked, "cart")
    body = {"items": [{"item_id": x.item_id, "quantity": x.quantity} for x, item in lines if item.buyable]}
    return msgspec.structs.replace(found, body=body) if found else None


def _digest(changes: list[Change]) -> str | None:
    """The same changes are told once."""
    told = "\n".join(f"{change.item_id} {change.kind} {change.now}" for change in changes)
    return sha256(told.encode()).hexdigest()[:12] if changes else None


def corrected(asked: Asked, answered: Answered, before: Told) -> Answered | None:
    """News: another change, or what was put in elsewhere since. That nothing differs any more is none."""
    facts, told = answered.facts, before.content.facts
    changed = facts["changed"] not in (None, told.get("changed"))
    followed = int(facts["newest"] or 0) > int(told.get("newest") or 0)
    return answered if changed or followed or asked.now - before.shown_at >= COOL_DOWN else None


CART = Kind("cart", "What did I leave in the cart?", None, 30, COOL_DOWN, of, corrected)
