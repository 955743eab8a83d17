"""A store that is slow, hangs or fails costs a page no more than its deadline, and says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from threading import Event
from time import perf_counter
from typing import TypeVar

import pytest

from features.errors import StoreDown, StoreLate
from service.api.readers import THREADS, Readers
from tests.running import until
from tests.service.api.conftest import Serve, sell_tea

T = TypeVar("T")


@pytest.fixture
def hangs() -> Iterator[Event]:
    """Set it, and what hangs goes on."""
    event = Event()
    yield event
    event.set()


def locked(worker: object, hangs: Event) -> None:
    """The store's reads wait until the event is set."""
    worker.pages.read = lambda request: hangs.wait(20)  # type: ignore[attr-defined]


def down() -> None:
    raise StoreDown("is locked")


async def fails(readers: Readers, work: Callable[[], T], seconds: float) -> type[Exception]:
    try:
        await readers.read(work, seconds)
    except StoreDown as error:
        return type(error)
    raise AssertionError


async def outcomes(hangs: Event) -> None:
    readers = Readers()
    assert await readers.read(lambda: 1, 5) == 1
    assert await fails(readers, hangs.wait, 0) is StoreLate
    late = [fails(readers, hangs.wait, 0.02) for _ in range(3 * THREADS)]
    assert set(await asyncio.gather(*late)) == {StoreLate}
    assert readers.down
    started = perf_counter()
    assert await fails(readers, hangs.wait, 5) is StoreLate
    assert perf_counter() - started < 1
    hangs.set()
    while readers.down:
        await asyncio.sleep(0.001)
    assert await readers.read(lambda: 2, 5) == 2
    readers.close()


def test_where_every_thread_hangs_nobody_waits_and_afterwards_all_is_well(hangs: Event) -> None:
    asyncio.run(outcomes(hangs))


def test_a_store_that_failed_counts_as_down_until_it_answers() -> None:
    async def known() -> list[bool]:
        readers = Readers(1)
        await fails(readers, down, 5)
        after = [readers.down]
        await readers.read(lambda: 1, 5)
        return [*after, readers.down]

    assert asyncio.run(known()) == [True, False]


@pytest.mark.slow
def test_a_page_does_not_wait_for_a_store_that_hangs(serve: Serve, hangs: Event) -> None:
    shop = serve(deadline="300ms")
    sell_tea(shop)
    locked(shop.app.state.worker, hangs)
    pages = [shop.get("/v1/homepage?customer_id=c").json() for _ in range(THREADS + 1)]
    assert [page["fallback"] for page in pages] == ["deadline"] * (THREADS - 1) + ["store_down"] * 2
    assert pages[0]["shelves"][0]["items"][0]["item_id"] == "tea"


@pytest.mark.slow
def test_after_the_store_hung_pages_are_read_again(serve: Serve, hangs: Event) -> None:
    shop = serve(deadline="300ms")
    worker = shop.app.state.worker
    read = worker.pages.read
    locked(worker, hangs)
    for _ in range(THREADS):
        shop.get("/v1/homepage?customer_id=c")
    hangs.set()
    worker.pages.read = read
    until(lambda: shop.get("/v1/homepage?customer_id=c").json()["fallback"] == "no_model")


def test_what_goes_with_an_item_does_not_wait_either(serve: Serve, hangs: Event) -> None:
    shop = serve(deadline="300ms")
    sell_tea(shop)
    shop.app.state.worker.pages.news = lambda: hangs.wait(20)
    assert shop.get("/v1/items/tea/related").status_code == 200
