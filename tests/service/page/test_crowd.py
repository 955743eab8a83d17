"""Somebody with very many events, or very many devices, gets a page about as fast as anybody."""

from __future__ import annotations

import time

import pytest

from features.history import KeptEvent
from service.page.model import PageRequest
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import TEA, kept
from tests.service.ingest.world import event, statuses
from tests.service.page.asking import service

MANY, DEVICES = 30_000, 2_000
TRIES = 5

pytestmark = pytest.mark.slow


def looks(times: int, who: str | None, device: str | None = None) -> list[KeptEvent]:
    return [kept("view_item", 6 - 6 * n / times, who, device, item_id=TEA[n % 3]) for n in range(times)]


def seconds(floor: Floor, customer: str | None, device: str | None = None) -> float:
    """Of CPU for reading a visit; the best of some tries."""
    pages, request = service(floor), PageRequest(customer_id=customer, anonymous_id=device)
    took = []
    for _ in range(TRIES):
        started = time.process_time()
        assert pages.read(request).facts
        took.append(time.process_time() - started)
    return min(took)


def test_a_visit_of_somebody_with_very_many_events_is_read_like_that_of_a_busy_one(floor: Floor) -> None:
    floor.open().keep([*looks(600, "Busy"), *looks(MANY, "Crowd"), *looks(MANY, None, "phone")])
    usual = seconds(floor, "Busy")
    assert seconds(floor, "Crowd") < 5 * usual
    assert seconds(floor, None, "phone") < 5 * usual


def test_of_thousands_of_devices_the_latest_count(floor: Floor) -> None:
    floor.open()
    signs = [event("identify", -n - 1, customer_id="Ann", anonymous_id=f"device {n}") for n in range(DEVICES)]
    assert set(statuses(floor.store, *signs)) == {"accepted"}
    floor.keep([kept("view_item", n / 1_000, None, f"device {n}", item_id="green") for n in range(DEVICES)])
    read = service(floor).read(PageRequest(customer_id="Ann"))
    assert 40 <= sum(fact.kind == "view_item" for fact in read.facts) <= 50
    assert len(read.person.windows) == DEVICES
