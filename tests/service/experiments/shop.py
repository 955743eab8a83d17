"""The small shop with experiments: definitions in its store, pages that take part, and what is logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from features.clock import DAY, HOUR, to_text
from features.experiments.definition import KIND
from service.experiments.at_hand import AtHand
from service.experiments.log import RankingLog
from service.experiments.recipes import Recipes
from service.experiments.serve import Experiments
from service.ingest.writer import Writer
from service.page.model import Page, PageRequest
from service.page.serve import PageService
from service.store.records import Served
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW

DEFAULT = {"name": "default", "weight": 0.5, "page": "default"}
PERSONALISED = {"name": "personalised", "weight": 0.5}


def everybody(**does: Any) -> list[dict[str, Any]]:
    """Two arms, and all units in the second one."""
    return [{**DEFAULT, "weight": 0.0}, {"name": "new", "weight": 1.0, **does}]


class Shop:
    """`served`: as one worker does it; a new one asks for definitions at once."""

    def __init__(self, floor: Floor, *, holdout: float = 0, looks_every: float = 0) -> None:
        self.floor = floor
        self.writer = Writer(floor.store)
        default = floor.settings.consent_granted
        self.experiments = Experiments(
            floor.store,
            AtHand(floor.store, holdout, looks_every),
            Recipes(str(floor.artifacts), floor.store, lambda: self.floor.now),
            RankingLog(self.writer.submit, consent_granted=default),
            lambda: self.floor.now,
            default=default,
        )
        self.pages = PageService(
            floor.store,
            floor.live,
            floor.settings,
            lambda: self.floor.now,
            lambda what, error: floor.failures.append(what),
            experiments=self.experiments,
        )

    def define(self, name: str = "home", **fields: Any) -> None:
        """An experiment that runs since an hour ago."""
        said = {
            "name": name,
            "variants": [DEFAULT, PERSONALISED],
            "start": to_text(NOW - HOUR),
            "end": to_text(NOW + 90 * DAY),
            "metric": "conversion",
            "smallest_effect": 0.05,
            **fields,
        }
        with self.floor.store.write() as transaction:
            transaction.put_definition(KIND, name, msgspec.json.encode(said), NOW, "Eve")
        self.experiments.refresh()

    def page(self, customer_id: str | None = "Ann", **fields: Any) -> Page:
        request = self.request(customer_id, **fields)
        return self.pages.homepage(request, self.pages.read(request))

    def request(self, customer_id: str | None = "Ann", **fields: Any) -> PageRequest:
        return PageRequest(customer_id=customer_id, **fields)

    def logged(self) -> list[Served]:
        """Every page in the store's log."""
        self.experiments.log.flush()
        self.writer.submit(lambda transaction: None).result(timeout=60)
        return [row for batch in self.floor.store.served(0, NOW * 2) for row in batch]

    def close(self) -> None:
        self.writer.close()


@contextmanager
def opened(floor: Floor, **given: Any) -> Iterator[Shop]:
    """A shop with a model, in which Ann has looked at things."""
    floor.open()
    looks(floor)
    shop = Shop(floor, **given)
    try:
        yield shop
    finally:
        shop.close()


def looks(floor: Floor, who: str | None = "Ann", **fields: Any) -> None:
    for day in (1, 2, 3):
        floor.happen("view_item", day, who, item_id="bell", **fields)


def arms(page: Page) -> dict[str, str]:
    """Experiment → variant, of those the visitor is enrolled in."""
    return {one.name: one.variant for one in page.experiments if one.enrolled}
