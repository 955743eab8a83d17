"""A shop in which an experiment runs: pages that were served, and what people then did."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from features.clock import DAY, HOUR, parse_moment, to_text
from features.experiments.definition import Experiment, encode_experiment, from_table
from features.identity import spans
from service.store.records import Row, Served
from tests.stores import new_store

START = parse_moment("2026-10-01T00:00:00Z")
ARMS = ("default", "personalised")


def defined(**fields: Any) -> Experiment:
    """Half see the default page; four weeks of conversion."""
    usual: dict[str, Any] = {
        "name": "homepage",
        "variants": [
            {"name": "default", "weight": 0.5, "page": "default"},
            {"name": "personalised", "weight": 0.5},
        ],
        "start": to_text(START),
        "end": to_text(START + 28 * DAY),
        "metric": "conversion",
        "smallest_effect": 0.1,
    }
    return from_table(usual | fields)


class Shop:
    """Days are counted from the start of the experiment."""

    def __init__(self, folder: Path, experiment: Experiment | None = None) -> None:
        self.experiment = experiment or defined()
        self.url = f"sqlite:///{folder}/shop.db"
        self.store = new_store(self.url)
        self._number = count()
        self._events: list[Row] = []
        self._pages: list[Served] = []
        with self.store.write() as transaction:
            body = encode_experiment(self.experiment)
            transaction.put_definition("experiment", self.experiment.name, body, START - DAY, "test")

    def served(self, day: float, unit: str, variant: str, device: str | None = None, phase: int = 1) -> str:
        """A page; somebody signed in, or (`device`) not. Returns its id."""
        page, customer = f"page {next(self._number)}", None if device else unit
        arms = msgspec.json.encode({self.experiment.name: [phase, variant]})
        at = START + int(day * DAY)
        self._pages.append(Served(page, at, customer, device, "home", unit, arms))
        return page

    def did(self, kind: str, day: float, who: str | None, device: str | None = None, **body: Any) -> None:
        """An event."""
        at = START + int(day * DAY)
        number = f"event {next(self._number)}"
        self._events.append(Row(number, kind, at, at, who, device, msgspec.json.encode(body)))

    def bought(self, day: float, who: str, order: str, price: float = 10.0, **more: Any) -> None:
        """An order of one piece."""
        items = [{"item_id": "tea", "quantity": 1, "price": price}]
        self.did("purchase", day, who, order_id=order, items=items, **more)

    def kept(self) -> Shop:
        """Everything so far is in the store."""
        with self.store.write() as transaction:
            transaction.insert(self._events)
            for device in {row.anonymous_id for row in self._events if row.kind == "identify"}:
                transaction.set_spans(str(device), spans(transaction.marks(str(device))))
            transaction.log_served(self._pages)
        self._events, self._pages = [], []
        return self


def busy(shop: Shop, people: int = 3_000, days: int = 28, lift: float = 0.6, seed: int = 1) -> Shop:
    """Of each variant's people one in ten buys, of the personalised more by `lift`; all else is alike."""
    random = Random(seed)
    for n in range(people):
        who, arm = f"customer {n}", ARMS[n % 2]
        day = random.random() * days
        if random.random() < 0.4:
            shop.bought(day - 5, who, f"before {n}", price=random.expovariate(1 / 40), country="DE")
        for visit in range(2):
            page = shop.served(day + visit * HOUR / DAY, who, arm)
            seen: dict[str, Any] = {
                "placement": "home",
                "items": [{"item_id": "tea"}],
                "recommendation_id": page,
            }
            shop.did("view_item_list", day + visit * HOUR / DAY, who, **seen)
            if random.random() < (0.2 if arm == "default" else 0.25):
                shop.did("select_item", day + 0.02 + visit / 20, who, item_id="tea", recommendation_id=page)
        if random.random() < 0.1 * (1 + lift * (arm == "personalised")):
            price = random.expovariate(1 / 40)
            shop.bought(day + 0.2, who, f"order {n}", price=price)
            if random.random() < 0.2:
                shop.did("refund", day + 3, who, order_id=f"order {n}")
            if random.random() < 0.5:
                score = random.choice((3, 4, 5))
                shop.did("experience_rated", day + 4, who, touchpoint="order", metric="csat", score=score)
    return shop.kept()
