"""A worker that looks again and again knows what one knows that starts anew, and what a batch knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from features.artifact import Model
from features.clock import DAY, HOUR, MINUTE
from service.engine.deliveries import AGAIN, Deliveries
from service.engine.origins import Origins
from service.engine.promises import Promise
from service.store import Store
from service.store.records import Fact, Row
from tests.service.engine.lead_times.shop import (
    CUT,
    HOME,
    PARCEL,
    every_day,
    learned,
    ordered,
    promises,
    rolled,
)
from tests.stores import new_store

_numbers = count()


class Serves:
    """A worker's models, as far as deliveries ask."""

    def __init__(self, model: Model) -> None:
        self.model_version = "first"
        self.world = type("World", (), {"model": model})
        self.version = "first"

    @property
    def now(self) -> Serves:
        return self


class Clock:
    """Shows what it is set to."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(f"sqlite:///{tmp_path}/shop.db")
    yield store
    store.close()


def keep(store: Store, facts: Iterable[Fact]) -> None:
    """As the door does."""
    rows = [
        Row(f"e{next(_numbers)}", f.kind, f.occurred_at, f.occurred_at, "Ann", None, f.body) for f in facts
    ]
    with store.write() as transaction:
        transaction.insert(rows)


PAST = every_day(200, 2)
MODEL = learned(PAST)
SINCE = every_day(4, 3, until=CUT + 4 * DAY)
AT = CUT + 4 * DAY + 12 * HOUR


def worker(store: Store, clock: Clock) -> Deliveries:
    found = Deliveries(store, Serves(MODEL), Origins(store), clock, 0.9)  # type: ignore[arg-type]
    found.look()
    return found


def said(deliveries: Deliveries, at: int = AT) -> Promise | None:
    return promises(deliveries.now).of(PARCEL, HOME, at)


def test_looking_every_hour_is_as_good_as_starting_anew_and_as_a_batch(store: Store) -> None:
    keep(store, PAST)
    clock = Clock(CUT)
    looking = worker(store, clock)
    for hour in range(1, 4 * 24 + 13):
        clock.now = CUT + hour * HOUR
        keep(store, [f for f in SINCE if clock.now - HOUR < f.occurred_at <= clock.now])
        looking.look()
    assert said(looking) is not None
    assert said(looking) == said(worker(store, clock))
    assert said(looking) == promises(rolled(learned(PAST), PAST + SINCE, AT, {}).known(), {}).of(
        PARCEL, HOME, AT
    )


def test_what_is_told_after_its_day_is_counted_a_little_later(store: Store) -> None:
    keep(store, PAST)
    clock = Clock(AT)
    looking = worker(store, clock)
    before = said(looking)
    keep(store, every_day(4, -1, each=20, until=CUT + 4 * DAY))
    clock.now = AT + MINUTE
    looking.look()
    assert said(looking) == before
    clock.now = AT + AGAIN
    looking.look()
    assert said(looking) == said(worker(store, clock))
    assert said(looking) != before


def test_a_look_changes_nothing_for_who_still_reads_the_last_one(store: Store) -> None:
    keep(store, PAST)
    clock = Clock(CUT)
    looking = worker(store, clock)
    last = looking.now
    assert last is not None
    before = promises(last).of(PARCEL, HOME, CUT + HOUR), dict(last.ways.transit.values)
    keep(store, SINCE)
    clock.now = AT
    looking.look()
    assert (promises(last).of(PARCEL, HOME, CUT + HOUR), dict(last.ways.transit.values)) == before


def test_orders_of_the_minute_count(store: Store) -> None:
    keep(store, PAST)
    clock = Clock(CUT + HOUR)
    looking = worker(store, clock)
    keep(store, [ordered(CUT + HOUR + n, f"rush {n}") for n in range(500)])
    quiet = said(looking, CUT + 2 * HOUR)
    clock.now = CUT + 2 * HOUR
    looking.look()
    rush = said(looking, CUT + 2 * HOUR)
    assert quiet is not None
    assert rush is not None
    assert rush.latest > quiet.latest


def test_a_model_without_deliveries_leaves_them_to_the_calendar(store: Store) -> None:
    looking = Deliveries(store, Serves(Model({}, {}, {})), Origins(store), Clock(AT), 0.9)  # type: ignore[arg-type]
    looking.look()
    assert looking.now is None
