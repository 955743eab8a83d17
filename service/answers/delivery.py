"""A promise and now → the sentence and the facts that stand with an item or in an answer."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from features.clock import to_datetime
from service.answers.times import countdown, in_words
from service.engine.promises import Promise
from service.texts import text


class Delivery(Struct, frozen=True, kw_only=True):
    """When it arrives; `learned`: false for the shop's own lead time; `countdown`: to the cut-off."""

    earliest: datetime
    most_likely: datetime
    latest: datetime
    confidence: float
    order_before: datetime | None
    learned: bool
    text: str
    countdown: str | None


def delivery_of(promise: Promise, now: int, locale: str) -> Delivery | None:
    """None where there is nothing to say."""
    said = in_words(promise, now, locale)
    if said is None:
        return None
    sentence = text(locale, "delivery.learned" if promise.learned else "delivery.shop", when=said)
    return Delivery(
        earliest=to_datetime(promise.earliest),
        most_likely=to_datetime(promise.most_likely),
        latest=to_datetime(promise.latest),
        confidence=promise.confidence,
        order_before=None if promise.order_before is None else to_datetime(promise.order_before),
        learned=promise.learned,
        text=sentence[:1].upper() + sentence[1:],
        countdown=countdown(promise, now, locale),
    )
