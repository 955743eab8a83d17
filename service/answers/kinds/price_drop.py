"""Has it become cheaper: what somebody kept or came back to costs less than ever in the 30 days before.

The lowest price of the 30 days before a reduction is what Directive 98/6/EC, Article 6a compares with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from features.catalogue import Item
from features.clock import DAY
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.suggesting import into_cart, money_of, offered, wanted_first
from service.answers.wanted import Wanted
from service.answers.wording import money
from service.store.records import Offer

NEWS = 14 * DAY  # for so long it is news
COMPARED = 30 * DAY
SMALLEST = 0.05  # a smaller share off is no news
REPEATEDLY = 2  # visits


class Drop(NamedTuple):
    """Since when (microseconds) it costs so much, and the lowest price of the 30 days before."""

    since: int
    price: float
    before: float


def last_drop(offers: Sequence[Offer]) -> Drop | None:
    """Oldest first. None where the 30 days aren't known, or had no price, a price of 0, another currency."""
    start = len(offers) - 1
    while start > 0 and offers[start - 1][2:4] == offers[-1][2:4]:
        start -= 1
    if start < 1 or offers[0].at > offers[start].at - COMPARED:
        return None
    priced = [one for one in _before(offers, start) if one.price is not None]
    lowest = min((one.price or 0 for one in priced), default=0)
    price, currency = offers[-1].price or 0, offers[-1].currency
    if any(one.currency != currency for one in priced) or not 0 < price <= lowest * (1 - SMALLEST):
        return None
    return Drop(offers[start].at, price, lowest)


def _before(offers: Sequence[Offer], start: int) -> Sequence[Offer]:
    """What held at any time of the 30 days before."""
    first = start - 1
    while offers[first].at > offers[start].at - COMPARED:
        first -= 1
    return offers[first:start]


def cares(wanted: Wanted, drop: Drop) -> bool:
    """Kept or come back to, and not met at the new price."""
    return wanted.last_at < drop.since and (wanted.kept or wanted.visits >= REPEATEDLY)


def of(asked: Asked) -> Iterator[Answered]:
    """What was wished for or in the cart first."""
    for wanted in wanted_first(asked):
        drop = last_drop(asked.known.offers.get(wanted.item_id, ()))
        item = offered(asked, wanted.item_id)
        if item and drop and item.price == drop.price and _news(asked, wanted, drop):
            yield _answered(asked, item, drop, wanted)


def _news(asked: Asked, wanted: Wanted, drop: Drop) -> bool:
    return asked.now - drop.since < NEWS and cares(wanted, drop)


def _answered(asked: Asked, item: Item, drop: Drop, wanted: Wanted) -> Answered:
    return Answered(
        "lower",
        {"price": drop.price, "before": drop.before},
        values={
            "title": asked.title(item.item_id),
            "price": money(asked, drop.price, item.currency),
            "before": money(asked, drop.before, item.currency),
        },
        item_id=item.item_id,
        data={**money_of(asked, item), "lowest_of_30_days": drop.before},
        action=into_cart(asked, item),
        urgency=int(wanted.kept),
    )


PRICE_DROP = Kind("price_drop", "Has it become cheaper?", "personalisation", 40, NEWS, of, most=2)
