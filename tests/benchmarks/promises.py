"""Promises on Olist: in time per four weeks, days against the shop's, what each step brings; speed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
import numpy as np
import polars as pl

from features.artifact import Model
from features.catalogue import Item, ItemOrigin, Origin
from features.clock import DAY, parse_moment, to_text
from features.localdays import begin_of_day, local_date
from features.settings import read
from service.engine.calendar_promises import CalendarPromises
from service.engine.lead_times import effects, feedback, forecast, level, tail
from service.engine.lead_times.known import Known
from service.engine.lead_times.reading import needed_since, rolling_of
from service.engine.lead_times.rolling import Rolling
from service.engine.learned_promises import LearnedPromises
from service.engine.promises import Place
from service.store.records import Fact
from tests.benchmarks.shop import data
from training.lead_times import fit_lead_times

CUT, ZONE = parse_moment("2017-10-02T00:00:00Z"), "Europe/Berlin"
WEEKS, MATURE = 28, 35  # days of a window; days that an order had to arrive before the data ends
MANY = 100_000
# step: (module, constant, what it is without the step); each line has those above it, too
STEPS: list[tuple[str, list[tuple[Any, str, Any]]]] = [
    ("handling and transit apart, open orders imputed", []),
    ("single estimates drawn to the mean", [(effects, "SHRUNK", 1.0)]),
    ("senders and lanes learn on", [(Rolling, "_learn", lambda self: None)]),
    ("the clock's speed is followed", [(level, "seen", lambda belief, *seen: belief)]),
    ("late arrivals reshape the tail", [(tail, "TAIL_PRIOR", 1e6)]),
    ("the level is in doubt", [(tail, "DOUBTED", np.repeat(tail.AGES[None, :], 9, axis=0))]),
    ("crowded days take longer", [(forecast, "LOAD", 0.0)]),
    ("the weeks before Christmas, too", [(forecast, "PEAK", 0.0)]),
    ("broken promises lengthen the next", [(feedback, "FEEDBACK_RETURN", 1e9)]),
]


def run() -> None:
    """Each step's figures, then how long a promise takes."""
    shop = Olist()
    for number in range(len(STEPS)):
        with without([change for _, changes in STEPS[number + 1 :] for change in changes]):
            print(f"{STEPS[number][0]:50s} {shop.report()}", flush=True)
    shop.speed()


@contextmanager
def without(changes: Sequence[tuple[Any, str, Any]]) -> Iterator[None]:
    """The method without some of its steps."""
    before = [(where, name, getattr(where, name)) for where, name, _ in changes]
    try:
        for where, name, value in changes:
            setattr(where, name, value)
        yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)


class Olist:
    """A marketplace's orders (Brazilian E-Commerce by Olist), each from its dearest item's seller."""

    def __init__(self) -> None:
        self.orders = _orders()
        sellers = pl.read_parquet(data("olist_until_2018_03/sellers.parquet")).select(
            "seller_id", pl.col("seller_zip_code_prefix").cast(pl.String).str.zfill(5)
        )
        self.origins = {
            name: Origin(origin=name, country="BR", postcode=code) for name, code in sellers.iter_rows()
        }
        self.facts = _facts(self.orders)
        last = self.orders["delivered"].max()
        self.asked = self.orders.filter(
            (pl.col("ordered") >= CUT) & (pl.col("ordered") <= int(last) - MATURE * DAY)  # type: ignore[arg-type]
        ).drop_nulls("delivered")

    def report(self) -> str:
        """Shares in time, mean days, and days at the shop's reliability over the shop's."""
        latest = self.promised()
        ordered, came, shop = (self.asked[name].to_numpy() for name in ("ordered", "delivered", "promised"))
        took, ours, theirs = (came - ordered) / DAY, (latest - ordered) / DAY, (shop - ordered) / DAY
        windows = (ordered - CUT) // (WEEKS * DAY)
        kept = [f"{(took <= ours)[windows == n].mean():.0%}" for n in range(int(windows.max()))]
        stretch = np.quantile(took / ours, (took <= theirs).mean())
        ratio = (ours * stretch).mean() / theirs.mean()
        return f"{' '.join(kept)}   {ours.mean():.1f} days   {ratio:.3f} of the shop's"

    def promised(self) -> Any:
        """The latest moment of each order asked, from what was known at its time."""
        self.rolling, facts = self.begun()
        told = next(facts, None)
        found = []
        for ordered, origin, postcode in self.asked.select("ordered", "origin", "postcode").iter_rows():
            while told is not None and told.occurred_at < ordered:
                self.rolling.take(*told)
                told = next(facts, None)
            self.rolling.until(local_date(ordered, ZONE))
            promise = self.promises.of(_item(origin), Place("BR", None, postcode, ZONE), ordered)
            found.append(promise.latest + 1 if promise else 0)
        return np.array(found)

    def begun(self) -> tuple[Rolling, Iterator[Fact]]:
        """Learned up to the cut, and the facts to roll on with."""
        arrays, texts = fit_lead_times(self.told, self.origins, CUT - 1, ZONE, 2)
        rolling = rolling_of(Model(arrays, texts, {}), self.origins, 0.9)
        assert rolling is not None
        return rolling, self.told(needed_since(rolling), 2**62)

    def told(self, since: int, until: int) -> Iterator[Fact]:
        return (fact for fact in self.facts if since <= fact.occurred_at <= until)

    @property
    def promises(self) -> LearnedPromises:
        """By what is known just now."""
        origins = _Origins(self.origins)
        calendar = CalendarPromises(lambda: self.origins, lambda item_id: None, ZONE)
        return LearnedPromises(self, origins, calendar, read(environ={}))

    @property
    def now(self) -> Known:
        return self.rolling.known()

    def speed(self) -> None:
        """Microseconds for one promise, one after the other."""
        promises, at = self.promises, begin_of_day(self.rolling.day, ZONE)
        rows = self.asked.select("origin", "postcode").sample(MANY, with_replacement=True, seed=1).rows()
        asked = [(_item(origin), Place("BR", None, postcode, ZONE)) for origin, postcode in rows]
        started = time.perf_counter()
        for item, place in asked:
            promises.of(item, place, at)
        print(f"{(time.perf_counter() - started) / MANY * 1e6:.0f} µs for one promise")


class _Origins(NamedTuple):
    now: dict[str, Origin]


def _item(origin: str) -> Item:
    return Item(item_id="-", title="-", origins=[ItemOrigin(origin=origin)])


def _orders() -> pl.DataFrame:
    """A row per order, moments in microseconds."""
    folder = "olist_until_2018_03"
    tables = (
        pl.read_parquet(data(f"{folder}/{name}.parquet")) for name in ("orders", "order_items", "customers")
    )
    orders, items, customers = tables
    dearest = items.sort("price", descending=True).group_by("order_id", maintain_order=True).first()
    moments = {
        "ordered": "order_purchase_timestamp",
        "sent": "order_delivered_carrier_date",
        "delivered": "order_delivered_customer_date",
        "promised": "order_estimated_delivery_date",
    }
    times = [_moment(orders, column).alias(name) for name, column in moments.items()]
    return (
        orders.with_columns(times)
        .with_columns(promised=(pl.col("promised") // DAY + 1) * DAY)
        .join(dearest, on="order_id")
        .join(customers, on="customer_id")
        .select(
            "order_id",
            *moments,
            origin="seller_id",
            postcode=pl.col("customer_zip_code_prefix").cast(pl.String).str.zfill(5),
        )
        .sort("ordered")
    )


def _moment(orders: pl.DataFrame, column: str) -> pl.Expr:
    cell = pl.col(column)
    return (
        (cell.str.to_datetime() if orders[column].dtype == pl.String else cell)
        .cast(pl.Datetime("us"))
        .cast(pl.Int64)
    )


def _facts(orders: pl.DataFrame) -> list[Fact]:
    """Purchases, dispatches and deliveries in order of time."""
    facts = []
    for order_id, ordered, sent, delivered, promised, origin, postcode in orders.iter_rows():
        said = {"order_id": order_id, "origin": origin}
        place = {"country": "BR", "postcode": postcode, "promised_latest": to_text(promised)}
        facts.append(Fact("purchase", ordered, msgspec.json.encode(said | place)))
        for kind, at in (("shipment_dispatched", sent), ("shipment_delivered", delivered)):
            if at is not None:
                facts.append(Fact(kind, at, msgspec.json.encode(said)))
    return sorted(facts, key=lambda fact: fact.occurred_at)
