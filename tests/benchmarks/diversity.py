"""Pages of a shop at every setting of ZUVOR_DIVERSITY: what variety costs in NDCG, and what it brings.

The simulated shop, and a sample of Taobao's; pages at a cut, judged by what each customer took after it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from features import settings as settings_table
from features.clock import DAY, parse_moment, to_datetime, to_text
from features.history import read
from features.interactions import Ints
from features.settings import Settings
from service.engine.diversity import diversity
from service.engine.live import Live
from service.engine.shares import interest
from service.engine.visitor import visitor_of
from service.page.model import PageRequest
from service.page.serve import PageService
from service.page.shelves import DEFAULT_PAGE, PERSONAL_PAGE
from service.page.visit import Visit
from service.store import open_store
from service.store.protocol import Store
from tests.benchmarks.shop import HERE, data, environment, zuvor
from training.demo import simulate
from training.evaluation.bootstrap import interval
from training.evaluation.metrics import metrics
from training.split import Window

DEGREES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
VARIED = {kind.name for kind in PERSONAL_PAGE + DEFAULT_PAGE if kind.varied}
MADE = "2026-11-01T00:00:00Z"
TAOBAO_END = "2017-12-03T15:59:59Z"


class Shop(NamedTuple):
    """What pages are made from."""

    store: Store
    live: Live
    settings: Settings
    cut: int

    def pages(self, degree: float) -> PageService:
        """Pages of this degree of diversity."""
        return PageService(self.store, self.live, replace(self.settings, diversity=degree), lambda: self.cut)


class Measured(NamedTuple):
    """Of a visitor's page: NDCG@10; per varied shelf: diversity, of one category, by accident; items."""

    ndcg: float
    unlike: list[float]
    of_one_kind: list[bool]
    by_accident: list[bool]
    items: list[str]


def run() -> None:
    """A table per shop."""
    measure("simulated shop", simulated, MADE, 7)
    measure("Taobao sample", taobao, TAOBAO_END, 1)


def measure(name: str, build: Callable[[Path], None], end: str, days: int) -> None:
    """Built, trained some days before its end, and every customer's pages then; a line per degree."""
    cut = parse_moment(end) - days * DAY
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        zuvor(Path(folder), "train", "--force", "--as-of", to_text(cut))
        print(name)
        with opened(Path(folder), cut) as shop:
            wanted = taken(shop.store, cut, days * DAY)
            visits = {who: shop.pages(0).read(PageRequest(customer_id=who)) for who in wanted}
            found = [
                [measured(shop, degree, visits[who], wanted[who], who) for who in wanted]
                for degree in DEGREES
            ]
            sold = int(shop.live.now.world.buyable.sum())
            print("\n".join(line(*each, found[0], sold) for each in zip(DEGREES, found, strict=True)))


def simulated(folder: Path) -> None:
    """The demo's shop."""
    simulate(folder, now=to_datetime(parse_moment(MADE)) - timedelta(seconds=1))
    for kind in ("items", "origins", "events"):
        zuvor(folder, "import", str(folder / f"{kind}.parquet"), "--kind", kind)


def taobao(folder: Path) -> None:
    """983 people and 3,128 categories."""
    source = str(data("taobao_userbehavior_sample/events.parquet"))
    for kind in ("items", "events"):
        zuvor(folder, "import", source, "--kind", kind, "--sql", str(HERE / "taobao" / f"{kind}.sql"))


@contextmanager
def opened(folder: Path, cut: int) -> Iterator[Shop]:
    """The shop as its service sees it at the cut."""
    env = {name.removeprefix("ZUVOR_").lower(): value for name, value in environment(folder).items()}
    settings = settings_table.read(env, {})
    store = open_store(settings.store)
    live = Live(settings.artifacts, store, lambda: cut)
    live.refresh_model()
    yield Shop(store, live, settings, cut)
    store.close()


def taken(store: Store, cut: int, horizon: int) -> dict[str, Ints]:
    """Customer → the ids of what they took after the cut."""
    history = read(store.history(0, cut + horizon), consent_granted=True)
    names = np.array(history.items)
    by_person = Window(history, cut, horizon).wanted("all")
    return {history.customers[p]: names[items] for p, items in by_person.items() if p in history.customers}


def measured(shop: Shop, degree: float, visit: Visit, wanted: Ints, who: str) -> Measured:
    """A shelf is of one category by accident where the visitor's interest alone wouldn't fill it."""
    page = shop.pages(degree).homepage(PageRequest(customer_id=who), visit)
    world = shop.live.now.world
    own = interest(visitor_of(visit.facts, world.index, visit.now, world.horizon), world)
    unlike, one_kind, accident = [], [], []
    for shelf in page.shelves:
        codes = world.category[[world.index[item.item_id] for item in shelf.items]]
        if shelf.shelf in VARIED and len(codes) > 1 and (codes >= 0).all():
            unlike.append(float(diversity(codes)))
            one_kind.append(bool((codes == codes[0]).all()))
            accident.append(one_kind[-1] and own[codes[0]] < 1 - 1 / len(codes))
    items = [item.item_id for shelf in page.shelves for item in shelf.items]
    return Measured(float(metrics(np.array(items), wanted)[0]), unlike, one_kind, accident, items)


def line(degree: float, found: list[Measured], ranked: list[Measured], sold: int) -> str:
    """Against the pages as they are ranked, without diversity."""
    ndcg, before = (np.array([one.ndcg for one in each]) for each in (found, ranked))
    low, high = np.array(interval(ndcg - before)) / before.mean() * 100
    unlike, one_kind, accident = (
        np.mean([value for one in found for value in getattr(one, name)])
        for name in ("unlike", "of_one_kind", "by_accident")
    )
    shown = len({item for one in found for item in one.items})
    return (
        f"{degree:.1f}: {len(found)} pages, NDCG@10 {ndcg.mean():.4f}, "
        f"{(ndcg.mean() / before.mean() - 1) * 100:+.2f} % (95 % {low:+.2f} … {high:+.2f}), "
        f"diversity {unlike:.3f}, coverage {shown / sold * 100:.1f} %, "
        f"of one category {one_kind * 100:.2f} %, by accident {accident * 100:.2f} %"
    )
