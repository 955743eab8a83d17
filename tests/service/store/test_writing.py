"""Transactions: together or not at all, each event once, one writer at a time."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from features.errors import StoreDown
from service.store import Store, open_store
from service.store.protocol import Transaction
from service.store.sqlite import SqliteStore
from tests.service.store.world import NOW, keep, row


def test_a_repeated_event_is_kept_once(store: Store) -> None:
    assert keep(store, row(event_id="a"), row(event_id="b"), row(event_id="a")) == [True, True, False]
    assert keep(store, row(event_id="b")) == [False]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as transaction:
            transaction.insert([row()])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert store.summary()["events"] == 0


def test_a_piece_that_fails_undoes_only_itself(store: Store) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.insert([row(event_id="lost")])
        raise ValueError("stop")

    with store.write() as transaction:
        transaction.piece(lambda t: t.insert([row(event_id="first")]))
        with pytest.raises(ValueError, match="stop"):
            transaction.piece(fail)
        transaction.piece(lambda t: t.insert([row(event_id="last")]))
        assert [transaction.known(name) for name in ("first", "lost", "last")] == [True, False, True]


def test_a_transaction_reads_what_it_wrote_and_others_do_not(store: Store) -> None:
    with store.write() as transaction:
        transaction.insert([row(customer="Ann")])
        ann = transaction.person("Ann", None, NOW)
        assert (len(transaction.facts(ann, NOW, 5)), len(store.facts(ann, NOW, 5))) == (1, 0)


def test_somebody_decided_once_there_is_a_decision(store: Store) -> None:
    with store.write() as transaction:
        assert not transaction.anybody_decided()
        transaction.insert([row("consent_updated")])
        assert transaction.anybody_decided()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreDown, match="closed"):
        store.summary()
    with pytest.raises(StoreDown, match="closed"), store.write():
        pass


def test_a_store_that_was_moved_away_takes_no_writes(store: Store, tmp_path: Path) -> None:
    (tmp_path / "shop.db").rename(tmp_path / "moved.db")
    with pytest.raises(StoreDown, match="moved"), store.write():
        pass
    assert "moved" in str(store.check())


def test_a_store_locked_for_too_long_is_down(store: Store, tmp_path: Path) -> None:
    impatient = SqliteStore(tmp_path / "shop.db", patience=0.05)
    with store.write(), pytest.raises(StoreDown, match="locked"), impatient.write():
        pass
    assert keep(impatient, row()) == [True]
    impatient.close()


def _keep_many(url: str, name: str) -> None:
    store = open_store(url)
    for number in range(50):
        keep(store, row(event_id=f"{name} {number}"), row(event_id=f"both {number}"))
    store.close()


@pytest.mark.slow
def test_two_processes_create_one_store_and_write_to_it_at_once(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_keep_many, args=(url, name)) for name in ("a", "b", "c")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    store = open_store(url)
    assert ([p.exitcode for p in processes], store.summary()["events"]) == ([0, 0, 0], 200)
    store.close()
