"""Events and pages of an experiment's units → what was added to each measure, on which day, by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import polars as pl
from msgspec import Struct

from features.clock import DAY
from features.consent import BEHAVIOUR, CART
from features.events import SCALES
from features.orders import KINDS as OF_ORDERS
from features.orders import orders_of
from service.store.records import Fact, HistoryRow
from training.experiments.collecting.exposures import Exposures, Unit
from training.experiments.collecting.money import moved
from training.experiments.collecting.outcomes import INCREMENTS, MEASURES, TOTALS
from training.findings.machines import MOST_ACTS

MOST_PAGES = 500  # of one unit on one day (UTC)
ACTS = BEHAVIOUR | CART
ATTRIBUTES = ("country", "age_band", "segment")


class Stretch(NamedTuple):
    """Microseconds: the start, the end of what is known, the window after a first page and before it."""

    start: int
    until: int
    window: int
    pre_period: int

    def day(self, at: int) -> int:
        """Complete days since the start."""
        return (at - self.start) // DAY


class _Body(Struct, gc=False):
    recommendation_id: str | None = None
    order_id: str | None = None
    metric: str | None = None
    score: float = 0.0
    country: str | None = None
    age_band: str | None = None
    segment: str | None = None


_decode = msgspec.json.Decoder(_Body).decode
Increment = tuple[str, int, float]  # measure, moment, value


class Happened:
    """Takes events in order of time, when all pages were taken."""

    def __init__(self, exposures: Exposures, stretch: Stretch) -> None:
        self._exposures, self._stretch = exposures, stretch
        self._orders: dict[int, list[Fact]] = {}
        self._quoting: dict[str, Unit] = {}  # order → the unit whose page it quoted
        self._acts: Counter[tuple[int, int]] = Counter()
        self._told: list[tuple[Unit, Increment]] = []
        self.said: dict[int, dict[str, str]] = {}

    def take(self, rows: Iterable[HistoryRow]) -> None:
        """An event that quotes a page is of the unit that was served it, any other of its person's.

        So is one that quotes another unit's page. What becomes of an order stays with whom the order
        counts for: a parcel quotes no page.
        """
        for row in rows:
            body = _decode(row.body)
            own, page = self._exposures.of_person(row), self._exposures.of_page(body.recommendation_id)
            quoted = page if own is None or own is page else None
            unit = quoted or self._of_order(row, body) or own
            if quoted and row.kind == "purchase" and body.order_id is not None:
                self._quoting.setdefault(body.order_id, quoted)
            if unit is not None:
                unit.confirmed |= quoted is not None and row.kind == "view_item_list"
                self._count(unit, row, body)

    def _of_order(self, row: HistoryRow, body: _Body) -> Unit | None:
        return self._quoting.get(body.order_id or "") if row.kind in OF_ORDERS else None

    def _count(self, unit: Unit, row: HistoryRow, body: _Body) -> None:
        at = row.occurred_at
        self._acts[unit.number, at // DAY] += row.kind in ACTS
        if at <= unit.since:
            self._describe(unit, row, body)
        if row.kind in OF_ORDERS:
            self._orders.setdefault(unit.number, []).append(Fact(row.kind, at, row.body))
        elif row.kind == "select_item":
            self._told.append((unit, ("clicks", at, 1.0)))
        elif row.kind == "contact_started":
            self._told.append((unit, ("contacts", at, 1.0)))
        elif row.kind == "experience_rated" and body.metric in SCALES:
            low, high = SCALES[body.metric]
            self._told.append((unit, ("ratings", at, 1.0)))
            self._told.append((unit, ("rating_sum", at, (body.score - low) / (high - low))))

    def _describe(self, unit: Unit, row: HistoryRow, body: _Body) -> None:
        """What is known of a unit when its first page is made; nothing that the page may have changed."""
        said = self.said.setdefault(unit.number, {})
        said |= {name: value for name in ATTRIBUTES if (value := getattr(body, name))}
        if row.kind == "purchase":
            said["bought"] = "yes"
        if row.occurred_at < unit.since - DAY:
            said["came"] = "yes"

    def machines(self, units: Iterable[Unit]) -> set[int]:
        """Numbers of those that did on a day what nobody can."""
        often = {number for (number, _), times in self._acts.items() if times > MOST_ACTS}
        return often | {unit.number for unit in units if _most_pages(unit) > MOST_PAGES}

    def measured(self, units: list[Unit]) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
        """Increments (INCREMENTS) and sums of before (TOTALS) of these units, by measure."""
        during, before = _Columns(), _Columns()
        of_number = {unit.number: unit for unit in units}
        for unit, increment in self._increments(units):
            if unit.number not in of_number:
                continue
            name, at, value = increment
            if unit.since <= at < min(unit.since + self._stretch.window, self._stretch.until):
                during.add(name, unit.number, self._stretch.day(at), value)
            elif unit.since - self._stretch.pre_period <= at < unit.since:
                before.add(name, unit.number, 0, value)
        return during.increments(), before.totals()

    def _increments(self, units: list[Unit]) -> Iterator[tuple[Unit, Increment]]:
        yield from ((unit.last, increment) for unit, increment in self._told)
        for unit in units:
            yield from ((unit, ("pages", at, 1.0)) for at in unit.pages)
            facts = self._orders.get(unit.number, [])
            earlier = [fact for fact in facts if fact.occurred_at < unit.since]
            yield from ((unit, one) for one in _of_orders(earlier, unit.since))
            later = facts[len(earlier) :]
            yield from ((unit, one) for one in _of_orders(later, self._stretch.until))


def _most_pages(unit: Unit) -> int:
    return max(Counter(at // DAY for at in unit.pages).values())


def _of_orders(facts: list[Fact], until: int) -> Iterator[Increment]:
    """A promise counts on the day on which it falls due, when that has passed."""
    if not facts:
        return
    for one in moved(facts):
        yield "revenue", one.at, one.revenue
        if one.orders:
            yield "orders", one.at, 1.0
        if one.returns:
            yield "returns", one.at, 1.0
    for order in orders_of(facts):
        due = order.promised_latest
        if due is not None and due < until and order.cancelled_at is None:
            arrived = order.delivered_at
            yield "promises_due", due, 1.0
            yield "promises_kept", due, float(arrived is not None and arrived <= due)


class _Columns:
    """Rows by measure."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[int, int, float]]] = {name: [] for name in MEASURES}

    def add(self, name: str, unit: int, day: int, value: float) -> None:
        self._of[name].append((unit, day, value))

    def increments(self) -> dict[str, pl.DataFrame]:
        return {name: _frame(rows) for name, rows in self._of.items()}

    def totals(self) -> dict[str, pl.DataFrame]:
        summed = pl.col("value").sum()
        return {
            name: _frame(rows).group_by("unit", maintain_order=True).agg(summed).cast(TOTALS)  # type: ignore[arg-type]
            for name, rows in self._of.items()
        }


def _frame(rows: list[tuple[int, int, float]]) -> pl.DataFrame:
    units, days, values = zip(*rows, strict=True) if rows else ((), (), ())
    return pl.DataFrame({"unit": units, "day": days, "value": values}, INCREMENTS)
