"""Ann's orders at the counter, promised by the calendar of a warehouse in Leipzig."""

from __future__ import annotations

from typing import Any

import msgspec

from features.clock import DAY, to_text
from service.engine.calendar_promises import CalendarPromises
from service.engine.origins import Origins
from tests.service.answers.counter import Counter

LEIPZIG = {"origin": "leipzig", "country": "DE", "postcode": "04103", "cut_off": "14:00"}
ZONE = "Europe/Berlin"


def with_calendar(counter: Counter, **origin: Any) -> Counter:
    """The counter with Leipzig's calendar."""
    with counter.floor.store.write() as transaction:
        transaction.put_origins([("leipzig", msgspec.json.encode(LEIPZIG | origin))])
    origins = Origins(counter.floor.store)
    origins.look()
    counter.promises = CalendarPromises(lambda: origins.now, lambda name: _item(counter, name), ZONE)
    return counter


def _item(counter: Counter, name: str) -> Any:
    world = counter.floor.live.now.world
    return world.items[world.index[name]] if name in world.index else None


def order(counter: Counter, promised_in: float | None = None, **fields: Any) -> None:
    """Ann orders green tea from Leipzig now; `promised_in`: days."""
    promised = None if promised_in is None else to_text(counter.floor.now + int(promised_in * DAY))
    line = {"item_id": "green", "quantity": 1, "price": 5, "origin": "leipzig"}
    said = {"order_id": "o-1", "items": [line], "currency": "EUR", "country": "DE"} | fields
    counter.happen("purchase", **said, **({} if promised is None else {"promised_latest": promised}))


def moves(counter: Counter, kind: str, **fields: Any) -> None:
    """News of Ann's order, now."""
    counter.happen(kind, order_id="o-1", **fields)
