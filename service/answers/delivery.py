"""A promise and now → the sentence and the facts that stand with an item or in an answer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from msgspec import Struct

from features.clock import to_datetime
from service.engine.promises import Promise
from service.texts import text


class Delivery(Struct, frozen=True, kw_only=True):
    """When an item arrives that is ordered now; `learned`: false, where it is the shop's own lead time."""

    earliest: datetime
    most_likely: datetime
    latest: datetime
    confidence: float
    order_before: datetime | None
    learned: bool
    text: str


def delivery_of(promise: Promise, now: int, locale: str) -> Delivery | None:
    """None where there is nothing to say."""
    said = in_words(promise, now, locale)
    if said is None:
        return None
    key = "delivery.learned" if promise.learned else "delivery.shop"
    sentence = text(locale, key, when=said)
    return Delivery(
        earliest=to_datetime(promise.earliest),
        most_likely=to_datetime(promise.most_likely),
        latest=to_datetime(promise.latest),
        confidence=promise.confidence,
        order_before=None if promise.order_before is None else to_datetime(promise.order_before),
        learned=promise.learned,
        text=sentence[:1].upper() + sentence[1:],
    )


def in_words(promise: Promise, now: int, locale: str) -> str | None:
    """`bis morgen Abend`."""
    return "bis " + day_in_words(promise.latest, promise.zone, now, locale)


def day_in_words(at: int, zone: str, now: int, locale: str) -> str:
    """`Donnerstag`."""
    return format_datetime(to_datetime(at), "EEEE", tzinfo=ZoneInfo(zone), locale=text.language(locale))
