"""A shop with one late order, gestures to make good, and somebody who acts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from features.catalogue import Item
from features.clock import DAY, HOUR, MINUTE, parse_moment, to_text
from features.orders import Order
from service.answers.memory import Content
from service.engine.promises import Outlook, Place, Promise
from service.ingest.writer import Writer
from service.interventions.acting import Acting, Senses
from service.interventions.cases import Shop
from service.interventions.catalogue import AtHand
from service.interventions.choice import Newest
from service.interventions.foreseen import Foresight
from service.interventions.looking import Looking
from service.interventions.reminders import Occasion
from service.store import Store
from service.store.records import Intervention, Row
from tests.service.interventions.defining import define
from tests.stores import new_store

BERLIN = "Europe/Berlin"
NOW = parse_moment("2026-11-24T11:00:00Z")
GIFT: dict[str, Any] = {
    "name": "voucher",
    "triggers": ["delivery"],
    "cost": 5.0,
    "text": {"de": "5 € für Sie", "en": "5 € for you"},
}
SORRY: dict[str, Any] = {
    "name": "sorry",
    "triggers": ["delivery"],
    "owed": True,
    "text": {"de": "Es tut uns leid", "en": "We are sorry"},
}


class Silent:
    """Promises nobody anything, and knows how late an order will be: `late`."""

    late = 0.0

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        return None

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        return [None for _ in items]

    def order(self, order: Order, at: int) -> Outlook:
        return Outlook(None, self.late)


class Mute:
    """Says to customers what a test lays on its tongue: customer → answer → occasion."""

    def __init__(self) -> None:
        self.says: dict[str, dict[str, Occasion]] = {}

    def of(self, customer_id: str, answers: Collection[str], now: int) -> Mapping[str, Occasion]:
        return {name: one for name, one in self.says.get(customer_id, {}).items() if name in answers}


class Counter:
    """`round` acts at a moment that only the test moves."""

    def __init__(self, store: Store, writer: Writer) -> None:
        self.store, self.now, self.promises = store, NOW, Silent()
        self.said: dict[str, Content] = {}
        self.occasions = Mute()
        self._writer = writer
        self.acting = self.another()
        self._told = 0

    def another(self) -> Acting:
        """One more worker on the same store."""
        looking = Looking(self.store, BERLIN, self.said.get)
        foresight, shop = Foresight(self.promises, BERLIN), Shop(BERLIN, "EUR", True, Newest(self.store))
        return Acting(
            self.store,
            self._writer,
            AtHand(self.store),
            Senses(looking, foresight, self.occasions),
            shop,
            lambda: self.now,
        )

    def define(self, *gestures: dict[str, Any], **others: Any) -> None:
        """As `define` takes it."""
        define(self.store, *gestures, **others)

    def take_over(self) -> None:
        """A worker that knows what was defined just now; the one before is gone long enough."""
        self.now += 3 * MINUTE
        self.acting = self.another()

    def tell(self, kind: str, at: int, customer: str = "Ann", **body: Any) -> None:
        """An event of a customer."""
        self._told += 1
        told = {"event": kind, "customer_id": customer, "occurred_at": to_text(at), **body}
        row = Row(f"e{self._told}", kind, at, self.now, customer, None, msgspec.json.encode(told))
        with self.store.write() as transaction:
            transaction.insert([row])

    def late_order(self, order_id: str = "1001", customer: str = "Ann", days_late: int = 1) -> None:
        """Promised for a day before today, and not there."""
        items = [{"item_id": "kettle", "quantity": 1, "price": 39.0}]
        promised = to_text(NOW - days_late * DAY - HOUR)
        bought = {"order_id": order_id, "items": items, "currency": "EUR", "promised_latest": promised}
        self.tell("purchase", NOW - 6 * DAY, customer, **bought, country="DE")

    def rounds(self, many: int = 3) -> list[Intervention]:
        """All decisions there are after a few rounds."""
        for _ in range(many):
            self.acting.round()
        return [one for batch in self.store.interventions(0, self.now + 1) for one in batch]


@contextmanager
def opened(folder: Path) -> Iterator[Counter]:
    """From open to closed."""
    store = new_store(f"sqlite:///{folder}/shop.db")
    writer = Writer(store)
    try:
        yield Counter(store, writer)
    finally:
        writer.close()
        store.close()
