"""Simulated small shops with different habits: the ranking against the best of five simple rules.

The last stretch is held back; trained and ranked through the store and the commands' own functions.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from features.history import read
from service.engine.batch import recommend
from service.engine.ranker import HEADS, Head
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW
from tests.strange.shops import HABITS, ORDERS, Shop, bare, simulated
from tests.strange.simple import horizon_after, ranking, rules
from training import job
from training.evaluation.bootstrap import interval
from training.evaluation.metrics import metrics
from training.split import Window

SIZES = (50, 10), (50, 100), (200, 100), (1_000, 1_000)  # customers, items
LARGE = 2_500, 1_500
NAMES = (*HABITS, "large")
ROW = "{:<12} {:>9} {:>5} {:>4} {:>6} {:>7} {:>7} {:>26} {:>6} {:>8} {:>17}"
HEADLINE = (
    "habit",
    "customers",
    "items",
    "of",
    "ranked",
    "blend",
    "best",
    "simple rule",
    "times",
    "change",
    "95 % interval",
)


class Found(NamedTuple):
    """Per method one NDCG@10 per customer, of one or many shops of a kind."""

    blend: list[float]
    simple: dict[str, list[float]]


def run() -> None:
    """Every habit and size, then the large shops; more seeds where there are few customers."""
    chosen = [name for name in NAMES if name in sys.argv] or NAMES
    print("simulated shops, NDCG@10; change: ours less the simple rule's, paired by customer")
    print(ROW.format(*HEADLINE))
    started = time.monotonic()
    below = [line for name in chosen for line in (_large() if name == "large" else _habit(name))]
    print(f"{time.monotonic() - started:.0f} s; below the best simple rule, interval and all:")
    print("\n".join(below) or "nowhere")


def _habit(habit: str) -> Iterator[str]:
    for customers, items in SIZES:
        seeds = range(max(1, min(8, 400 // customers)))
        shops = [simulated(HABITS[habit], customers, items, seed) for seed in seeds]
        yield from _told(habit, customers, items, HABITS[habit].days, shops)


def _large() -> Iterator[str]:
    """One where people mostly look around, and one that sends orders only and no catalogue."""
    yield from _told("browses", *LARGE, HABITS["browses"].days, [simulated(HABITS["browses"], *LARGE, 0)])
    yield from _told("orders only", *LARGE, ORDERS.days, [bare(simulated(ORDERS, *LARGE, 0))])


def _told(habit: str, customers: int, items: int, days: int, shops: list[Shop]) -> Iterator[str]:
    """Prints a line for each head; yields those that are below the best simple rule."""
    measured = [_measured(shop, horizon_after(days)) for shop in shops]
    for head in HEADS:
        line, worse = _line(habit, customers, items, head, [one[head] for one in measured])
        print(line, flush=True)
        if worse:
            yield line


def _line(habit: str, customers: int, items: int, head: Head, shops: list[Found]) -> tuple[str, bool]:
    """One line of the table, and whether it is one to be ashamed of."""
    blend = np.concatenate([np.array(shop.blend) for shop in shops])
    simple = {name: np.concatenate([np.array(s.simple[name]) for s in shops]) for name in shops[0].simple}
    best = max(simple, key=lambda name: float(simple[name].sum()))
    low, high = interval(blend - simple[best])
    means = (blend.mean(), simple[best].mean()) if len(blend) else (0.0, 0.0)
    told = (f"{means[0]:.4f}", f"{means[1]:.4f}", best, f"{means[0] / max(means[1], 1e-9):.2f}")
    change, span = f"{means[0] - means[1]:+.4f}", f"{low:+.4f} – {high:+.4f}"
    return ROW.format(habit, customers, items, head, len(blend), *told, change, span), high < 0


def _measured(shop: Shop, horizon: int) -> dict[Head, Found]:
    """One shop, trained up to the cut, its customers ranked as `zuvor recommend` does."""
    cut = NOW - horizon
    history = read([shop.events], consent_granted=True)
    window = Window(history, cut, horizon)
    kinds = {one.item_id: one.category for one in shop.items}
    category = np.unique([str(kinds.get(name)) for name in history.items], return_inverse=True)[1]
    simple = rules(window, category)
    found: dict[Head, Found] = {}
    with tempfile.TemporaryDirectory() as name:
        floor = Floor(Path(name))
        floor.sell(shop.items)
        floor.keep(shop.events)
        job.train(floor.store, floor.settings, as_of=cut, progress=lambda stage: None, force=True)
        for head in HEADS:
            ours, wanted = _ranked(floor, head, cut), window.wanted(head)
            codes = {item: code for code, item in enumerate(history.items)}
            rankings = {p: np.array([codes.get(i, -1) for i in ours[history.customers[p]]]) for p in wanted}
            found[head] = Found(
                [float(metrics(rankings[p], items)[0]) for p, items in wanted.items()],
                {
                    name: [float(metrics(ranking(rule, window, p, head), i)[0]) for p, i in wanted.items()]
                    for name, rule in simple.items()
                },
            )
        floor.store.close()
    return found


def _ranked(floor: Floor, head: Head, cut: int) -> dict[str, list[str]]:
    out = floor.folder / f"{head}.parquet"
    recommend(
        floor.store, floor.settings, customers=None, targets=head, size=20, as_of=cut, out=out, progress=None
    )
    return dict(pl.read_parquet(out).sort("rank").group_by("customer_id").agg("item_id").iter_rows())
