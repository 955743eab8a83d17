"""A line of a cart and the shop now → what changed since it was put in: price, stock, delivery day."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from features.carts import CartLine
from features.catalogue import Item
from features.clock import to_text
from service.answers.asked import Asked
from service.answers.times import instead
from service.answers.wording import money

Value = str | float | None


class Change(Struct, frozen=True, kw_only=True):
    """`kind`: `price`, `gone`, `fewer` or `delivery`; what it was, what it is now, and the sentence."""

    item_id: str
    kind: str
    before: Value
    now: Value
    text: str


def changes_of(asked: Asked, line: CartLine, item: Item) -> list[Change]:
    """What matters most first; of what is gone nothing else matters."""
    if not item.buyable:
        return [_change(asked, line, "gone", None, None)]
    return [*_stock(asked, line, item), *_price(asked, line, item), *_delivery(asked, line, item)]


def _stock(asked: Asked, line: CartLine, item: Item) -> Iterator[Change]:
    if item.stock is not None and item.stock < line.quantity:
        form = "one" if item.stock == 1 else "other"
        change = _change(asked, line, f"fewer.{form}", line.quantity, item.stock, left=item.stock)
        yield msgspec.structs.replace(change, kind="fewer")


def _price(asked: Asked, line: CartLine, item: Item) -> Iterator[Change]:
    """Against what it cost when it was put in, where that is known in the same currency."""
    held = [offer for offer in asked.known.offers.get(line.item_id, ()) if offer.at <= line.at]
    if not held or held[-1].price is None or item.price is None or held[-1].currency != item.currency:
        return
    before, now = held[-1].price, item.price
    if before != now:
        said = {"before": money(asked, before, item.currency), "after": money(asked, now, item.currency)}
        yield _change(asked, line, "price", before, now, **said)


def _delivery(asked: Asked, line: CartLine, item: Item) -> Iterator[Change]:
    """Against the day that was told since it was put in, of a delivery to the same country."""
    told, promise = asked.told.get(("delivery_promise", line.item_id, None)), asked.promise(item)
    if told is None or promise is None or told.shown_at < line.at:
        return
    latest, country = told.content.facts.get("latest"), told.content.aside.get("country")
    if not isinstance(latest, int) or country != asked.place.country:
        return
    said = instead(latest, promise.latest, promise.zone, asked.now, asked.question.locale)
    if said is not None:
        yield _change(asked, line, "delivery", to_text(latest), to_text(promise.latest), instead=said)


def _change(asked: Asked, line: CartLine, kind: str, old: Value, new: Value, **values: object) -> Change:
    title = asked.title(line.item_id)
    said = asked.say(f"answer.cart.change.{kind}", title=title, **values)
    return Change(item_id=line.item_id, kind=kind, before=old, now=new, text=said)
