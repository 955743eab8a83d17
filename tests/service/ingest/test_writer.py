"""Group commit: what waits is durable together; each piece stands or falls alone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from features.errors import StoreDown, StoreRefused
from service.ingest.writer import Writer
from service.store import Store, open_store
from service.store.protocol import Transaction
from service.store.records import Row


class Counted:
    """A store that counts its transactions and can be told to fail."""

    def __init__(self, store: Store) -> None:
        self.transactions = 0
        self.failing: Exception | None = None
        self._store = store

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self.transactions += 1
        with self._store.write() as transaction:
            yield transaction
            if self.failing:
                raise self.failing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@pytest.fixture
def counted(store: Store) -> Any:
    return Counted(store)


def keep(name: str) -> Callable[[Transaction], list[bool]]:
    return lambda transaction: transaction.insert([Row(name, "view_item", 1, 1, "Ann", None, b"{}")])


def fail(_: Transaction) -> None:
    raise ValueError("this piece")


@contextmanager
def held(writer: Writer) -> Iterator[None]:
    """The writer is busy with one piece until the block ends; what is sent meanwhile waits."""
    busy, go = threading.Event(), threading.Event()

    def work(_: Transaction) -> bool:
        busy.set()
        return go.wait(60)

    writer.submit(work)
    assert busy.wait(60)
    yield
    go.set()


def test_work_is_answered_with_what_it_gave(store: Store) -> None:
    with closing(Writer(store)) as writer:
        assert writer.submit(keep("a")).result() == [True]
        assert writer.submit(keep("a")).result() == [False]


def test_what_waits_is_committed_together(counted: Any) -> None:
    with closing(Writer(counted)) as writer:
        with held(writer):
            futures = [writer.submit(keep(f"{n}")) for n in range(10)]
        assert all(future.result() == [True] for future in futures)
    assert counted.transactions == 1


def test_a_piece_that_fails_fails_alone(store: Store) -> None:
    with closing(Writer(store)) as writer:
        with held(writer):
            futures: list[Future[Any]] = [writer.submit(w) for w in (keep("a"), fail, keep("b"))]
        assert isinstance(futures[1].exception(), ValueError)
        assert [futures[0].result(), futures[2].result()] == [[True], [True]]


@pytest.mark.parametrize("error", [StoreDown("full"), RuntimeError("surprise")])
def test_when_the_commit_fails_everybody_hears_it_and_the_next_is_served(
    counted: Any, error: Exception
) -> None:
    with closing(Writer(counted)) as writer:
        counted.failing = error
        assert isinstance(writer.submit(keep("a")).exception(), StoreDown)
        counted.failing = None
        assert writer.submit(keep("a")).result() == [True]


def test_too_much_waiting_is_refused(store: Store) -> None:
    with closing(Writer(store, capacity=1)) as writer, held(writer):
        writer.submit(keep("a"))
        with pytest.raises(StoreDown, match="too many"):
            writer.submit(keep("b"))


def test_what_was_taken_back_while_it_waited_is_not_done(store: Store) -> None:
    with closing(Writer(store)) as writer:
        with held(writer):
            future = writer.submit(keep("a"))
            assert future.cancel()
        assert writer.submit(keep("a")).result() == [True]


def test_stopping_finishes_what_was_accepted_and_takes_nothing_more(store: Store) -> None:
    writer = Writer(store)
    futures = [writer.submit(keep(f"{n}")) for n in range(20)]
    writer.close()
    writer.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreDown, match="stopping"):
        writer.submit(keep("late"))


_INGEST = """
import sys
from itertools import count
from service.ingest.writer import Writer
from service.store import open_store
from service.store.records import Row
writer = Writer(open_store(sys.argv[1]))
for n in count():
    writer.submit(lambda t: t.insert([Row(f"{n}", "view_item", 1, 1, "Ann", None, b"")])).result()
    print(n, flush=True)
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    process = subprocess.Popen([sys.executable, "-c", _INGEST, url], stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout as acknowledged:
        told = [acknowledged.readline() for _ in range(50)]
        process.kill()
        last = int([*told, *acknowledged][-1])
    process.wait()
    store = open_store(url)
    with store.write() as transaction:
        assert all(transaction.known(f"{n}") for n in range(last + 1))
    store.close()


def test_behind_a_store_that_is_down_nobody_waits_for_their_turn(counted: Any) -> None:
    counted.failing = StoreDown("locked")
    with closing(Writer(counted)) as writer:
        with held(writer):
            futures = [writer.submit(keep(f"{n}")) for n in range(10)]
        assert all(isinstance(future.exception(60), StoreDown) for future in futures)
        before = counted.transactions
        counted.failing = None
        assert writer.submit(keep("later")).result() == [True]
    assert (before, counted.transactions) == (1, 2)


def test_on_a_damaged_store_nobodys_event_is_acknowledged(store: Store) -> None:
    def meet_damage(_: Transaction) -> None:
        raise StoreRefused("damaged")

    with closing(Writer(store)) as writer:
        with held(writer):
            futures = [writer.submit(work) for work in (keep("a"), meet_damage, keep("b"))]
        assert all(isinstance(future.exception(60), StoreRefused) for future in futures)
    assert store.summary()["events"] == 0
