"""Who is let in when there is too much to do: the default page first, then 503; each kind has its bound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import TypeVar

import pytest
from litestar.exceptions import HTTPException

from service.api.admission import in_time
from service.api.pressure import (
    BODIES_AT_ONCE,
    LAG_FOR_DEFAULT,
    LAG_FOR_REFUSAL,
    PERSONAL_AT_ONCE,
    WRITES_AT_ONCE,
    Pressure,
)
from service.api.readers import Readers
from tests.service.api.conftest import Client, sell_tea, view

T = TypeVar("T")


class Busy(Pressure):
    """An event loop that makes everybody wait that long."""

    seconds = 0.0

    def lag(self) -> float:
        return self.seconds


def pressure_of(shop: Client) -> Pressure:
    pressure: Pressure = shop.app.state.worker.pressure
    return pressure


@contextmanager
def waiting(shop: Client, deadlines: float) -> Iterator[None]:
    """While the loop makes everybody wait so many deadlines."""
    worker, before = shop.app.state.worker, pressure_of(shop)
    busy = Busy(60)
    busy.seconds = deadlines * 60
    object.__setattr__(worker, "pressure", busy)
    yield
    object.__setattr__(worker, "pressure", before)


def test_beyond_so_many_pages_at_once_there_is_the_default_page(shop: Client) -> None:
    sell_tea(shop)
    with ExitStack() as others:
        for _ in range(PERSONAL_AT_ONCE):
            assert others.enter_context(pressure_of(shop).page())
        page = shop.get("/v1/homepage?customer_id=c").json()
    assert (page["fallback"], page["customer_id"], page["shelves"][0]["items"][0]["item_id"]) == (
        "overloaded",
        "c",
        "tea",
    )
    assert shop.get("/v1/homepage?customer_id=c").json()["fallback"] == "no_model"


def test_a_slow_event_loop_gives_the_default_page_first_then_503(shop: Client) -> None:
    with waiting(shop, LAG_FOR_DEFAULT * 1.1):
        assert shop.get("/v1/homepage").json()["fallback"] == "overloaded"
    with waiting(shop, LAG_FOR_REFUSAL * 1.1):
        answer = shop.get("/v1/homepage")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_way_back_through_a_slow_event_loop_is_part_of_the_deadline(shop: Client) -> None:
    class Watched(Readers):
        async def read(self, work: Callable[[], T], seconds: float) -> T:
            left.append(seconds)
            return await super().read(work, seconds)

    left: list[float] = []
    shop.app.state.worker.visits.close()
    object.__setattr__(shop.app.state.worker, "visits", Watched())
    with waiting(shop, 0.4):
        assert shop.get("/v1/homepage?customer_id=c").json()["fallback"] == "no_model"
    assert 0 < left[0] < (1 - 0.4 - 0.4) * 60


def test_events_get_through_however_many_pages_are_asked_for(shop: Client) -> None:
    with waiting(shop, 10 * LAG_FOR_REFUSAL):
        assert shop.post("/v1/events", json=view("1")).status_code == 202


def test_pages_get_through_however_many_events_wait_for_the_disk(shop: Client) -> None:
    with ExitStack() as others:
        for _ in range(WRITES_AT_ONCE):
            others.enter_context(pressure_of(shop).write())
        refused = shop.post("/v1/events", json=view("1"))
        assert shop.get("/v1/homepage").status_code == 200
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert shop.post("/v1/events", json=view("1")).json()["accepted"] == 1


def test_a_door_by_another_name_has_the_same_bounds(shop: Client) -> None:
    with waiting(shop, 10 * LAG_FOR_REFUSAL):
        assert shop.get("http://testserver.local//v1/homepage").status_code == 503


def test_large_bodies_find_room_only_so_often_and_small_ones_always(shop: Client) -> None:
    large = {"events": [view(str(n), device="x" * 100) for n in range(500)]}
    with pressure_of(shop).body() as more:
        more(BODIES_AT_ONCE)
        refused = shop.post("/v1/events", json=large)
        assert shop.post("/v1/events", json=view("1")).status_code == 202
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert shop.post("/v1/events", json=large).json()["duplicate"] == 1
    assert pressure_of(shop).held == 0


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_operations_are_never_refused(shop: Client, path: str) -> None:
    with waiting(shop, 10 * LAG_FOR_REFUSAL):
        assert shop.get(path).status_code == 200


def test_a_body_that_trickles_in_is_waited_for_only_so_long() -> None:
    async def half_a_body() -> object:
        return await asyncio.get_running_loop().create_future()

    async def ask() -> None:
        await in_time(half_a_body, 0.01)()  # type: ignore[arg-type]

    with pytest.raises(HTTPException) as refused:
        asyncio.run(ask())
    assert refused.value.status_code == 408


def test_what_was_refused_is_counted(shop: Client) -> None:
    with waiting(shop, 10 * LAG_FOR_REFUSAL):
        shop.get("/v1/homepage")
    assert 'zuvor_refused_total{asked="read"}' in shop.get("/metrics").text


def test_how_long_the_loop_makes_others_wait_is_measured_and_forgotten_again() -> None:
    async def measured() -> tuple[float, float]:
        pressure = Pressure(1.0)
        pressure.measure()
        end = perf_counter() + 0.05
        while perf_counter() < end:
            pass  # somebody computes and lets nobody in
        during = pressure.lag()
        while pressure.lag():
            await asyncio.sleep(0.001)
        return during, pressure.lag()

    during, after = asyncio.run(measured())
    assert (during >= 0.05, after) == (True, 0.0)
