"""When will it be here: the item asked for, else of the page's first one; what still held is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from features.catalogue import Item
from features.clock import DAY
from service.answers.asked import Asked
from service.answers.delivery import delivery_of
from service.answers.kind import Answered, Kind
from service.answers.memory import Told
from service.answers.times import in_words, instead

CHANGED = 20  # urgency
FIRST = 5  # items of a page


def of(asked: Asked) -> Iterator[Answered]:
    """At most one."""
    wanted = asked.question.item_id
    for item_id in asked.on_page[:FIRST] if wanted is None else (wanted,):
        item = asked.item(item_id)
        if item is not None and item.buyable and (answered := _answered(asked, item)) is not None:
            yield answered
            return


def _answered(asked: Asked, item: Item) -> Answered | None:
    promise, locale = asked.promise(item), asked.question.locale
    if promise is None or (delivery := delivery_of(promise, asked.now, locale)) is None:
        return None
    title = asked.title(item.item_id)
    key = "this" if title is None or asked.question.item_id else "item"
    return Answered(
        key if promise.learned else f"{key}.shop",
        {"latest": promise.latest},
        {"holds_until": promise.order_before, "zone": promise.zone, "country": asked.place.country},
        {"when": in_words(promise, asked.now, locale), "title": title},
        item_id=item.item_id,
        data={"delivery": msgspec.to_builtins(delivery)},
    )


def corrected(asked: Asked, answered: Answered, before: Told) -> Answered | None:
    """Said otherwise while it should still have held; after its cut-off, or elsewhere, it's only natural."""
    aside = before.content.aside
    until, zone = aside.get("holds_until"), aside.get("zone")
    elsewhere = (aside.get("country"), zone) != (answered.aside["country"], answered.aside["zone"])
    if not isinstance(until, int) or asked.now >= until or elsewhere:
        return answered
    latest = before.content.facts.get("latest"), answered.facts["latest"]
    said = instead(int(latest[0] or 0), int(latest[1] or 0), str(zone), asked.now, asked.question.locale)
    key = f"{answered.key.removesuffix('.shop')}.changed"
    return replace(answered, key=key, values=answered.values | {"instead": said}, urgency=CHANGED)


DELIVERY_PROMISE = Kind("delivery_promise", "When will it be here?", None, 50, DAY, of, corrected)
