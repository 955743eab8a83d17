"""A small shop in Berlin and its parcels, as facts: who ordered when, and how long each took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from features.artifact import Model
from features.catalogue import Item, ItemOrigin, Origin
from features.clock import DAY, HOUR, to_micros
from features.settings import Settings, read
from service.engine.calendar_promises import CalendarPromises
from service.engine.lead_times.known import Known
from service.engine.lead_times.reading import needed_since, rolling_of
from service.engine.lead_times.rolling import Rolling
from service.engine.learned_promises import LearnedPromises
from service.engine.promises import Place
from service.store.records import Fact
from training.lead_times import fit_lead_times

ZONE = "Europe/Berlin"
CUT = to_micros(datetime(2026, 6, 1, tzinfo=UTC)) - 2 * HOUR  # a Monday's midnight in Berlin
HOME = Place("DE", None, "10115", ZONE)
ORIGINS = {"berlin": Origin(origin="berlin", country="DE", postcode="10999")}
PARCEL = Item(item_id="tea", title="Tea", origins=[ItemOrigin(origin="berlin")])


def fact(kind: str, at: int, order_id: str, **more: Any) -> Fact:
    """As the store gives it back."""
    return Fact(kind, at, msgspec.json.encode({"event": kind, "order_id": order_id, **more}))


def ordered(at: int, order_id: str, *, origin: str | None = "berlin", **more: Any) -> Fact:
    """Somebody at home orders one thing."""
    line = {"item_id": "tea", "quantity": 1, "price": 0, **({"origin": origin} if origin else {})}
    place = {"country": "DE", "postcode": "10115"}
    return fact("purchase", at, order_id, items=[line], **(place | more))


def parcel(at: int, order_id: str, days: float, **more: Any) -> list[Fact]:
    """Sent within six hours, there after so many days; of negative days it never arrives."""
    facts = [ordered(at, order_id, **more), fact("shipment_dispatched", at + 6 * HOUR, order_id)]
    return [*facts, fact("shipment_delivered", at + int(days * DAY), order_id)] if days > 0 else facts


def every_day(days: int, takes: float, *, each: int = 4, until: int = CUT, **more: Any) -> list[Fact]:
    """Some parcels on each of the days before a moment, at nine and later, each taking as long."""
    return [
        told
        for day in range(1, days + 1)
        for number in range(each)
        for told in parcel(until - day * DAY + (9 + number) * HOUR, f"{until} {day} {number}", takes, **more)
    ]


def in_time(facts: Iterable[Fact]) -> list[Fact]:
    """As a store tells them."""
    return sorted(facts, key=lambda told: told.occurred_at)


def learned(facts: Iterable[Fact], until: int = CUT, origins: dict[str, Origin] | None = None) -> Model:
    """What a training makes of them."""
    known = in_time(facts)

    def told(since: int, before: int) -> Iterator[Fact]:
        return (one for one in known if since <= one.occurred_at <= min(before, until))

    arrays, texts = fit_lead_times(told, ORIGINS if origins is None else origins, until, ZONE, 2)
    return Model(arrays, texts, {})


def rolled(model: Model, facts: Iterable[Fact], at: int, origins: dict[str, Origin] | None = None) -> Rolling:
    """Everything before a moment taken."""
    rolling = rolling_of(model, ORIGINS if origins is None else origins, 0.9)
    assert rolling is not None
    for told in in_time(facts):
        if needed_since(rolling) <= told.occurred_at < at:
            rolling.take(*told)
    rolling.until((at + 2 * HOUR) // DAY)
    return rolling


class Now:
    """Something that is so, as whoever asks expects it."""

    def __init__(self, now: object) -> None:
        self.now = now


def promises(
    known: Known | None, origins: dict[str, Origin] | None = None, **settings: str
) -> LearnedPromises:
    """By what is known."""
    places = ORIGINS if origins is None else origins
    calendar = CalendarPromises(lambda: places, lambda item_id: None, ZONE)
    chosen: Settings = read(settings, environ={})
    return LearnedPromises(Now(known), Now(places), calendar, chosen)  # type: ignore[arg-type]
