"""What goes for good: deleted in pieces, nothing left of it in any file, and remembered as a hash."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from features.identity import ALWAYS, FOREVER
from service.store.protocol import Store
from service.store.records import Person, Place, Stretch, Window
from tests.service.store.world import NOW, keep, row

MARKS = frozenset({"identify", "sign_out"})


@pytest.fixture
def anns(store: Store) -> Person:
    """Ann, seen twice under her account and once on her tablet; Ben is here, too."""
    keep(
        store,
        row(at=10, device="tablet"),
        row("identify", 20, "Ann", "tablet"),
        row("purchase", 30, "Ann"),
        row(at=40, customer="Ben"),
    )
    return store.person("Ann", None, NOW)


def everywhere(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_what_is_taken_away_is_counted_by_kind_and_gone(store: Store, anns: Person) -> None:
    with store.write() as transaction:
        assert transaction.take_away(anns) == {"view_item": 1, "identify": 1, "purchase": 1}
    assert (list(store.bodies(anns)), store.summary()["events"]) == ([], 1)


def test_some_kinds_are_spared(store: Store, anns: Person) -> None:
    with store.write() as transaction:
        assert transaction.take_away(anns, MARKS) == {"view_item": 1, "purchase": 1}


def test_only_what_was_before_a_moment_is_taken_away(store: Store, anns: Person) -> None:
    with store.write() as transaction:
        assert transaction.take_away(anns, before=20) == {"view_item": 1}


def test_it_is_taken_away_in_pieces(store: Store, anns: Person) -> None:
    with store.write() as transaction:
        taken = [sum(transaction.take_away(anns, most=2).values()) for _ in range(3)]
    assert taken == [2, 1, 0]


def test_what_is_old_goes_piece_by_piece_and_spared_kinds_stay(store: Store, anns: Person) -> None:
    place: Place | None = Place(ALWAYS, 0)
    went = []
    with store.write() as transaction:
        while place:
            deleted, place = transaction.take_old(place, 40, MARKS, 2)
            went.append(deleted)
    assert went == [1, 1, 0]
    assert [fact.kind for fact in store.facts(anns, NOW, None)] == ["identify"]


def test_more_events_of_one_moment_than_fit_in_a_piece_all_go(store: Store) -> None:
    keep(store, *(row(at=10) for _ in range(5)))
    with store.write() as transaction:
        first, place = transaction.take_old(Place(ALWAYS, 0), 11, frozenset(), 3)
        assert place
        assert (first, transaction.take_old(place, 11, frozenset(), 3)[0]) == (3, 2)


def test_the_strangers_of_a_device_are_who_it_was_nobodys_with(store: Store) -> None:
    keep(store, row("identify", 20, "Ann", "tablet"), row("sign_out", 30, None, "tablet"))
    assert store.strangers("tablet").windows == (Window("tablet", 31, FOREVER),)
    assert store.strangers("phone").windows == (Window("phone", ALWAYS, FOREVER),)


def test_devices_are_those_with_events_of_nobody_named(store: Store) -> None:
    keep(store, row(device="tablet"), row(device="phone"), row(customer="Ann", device="watch"))
    assert store.devices() == ["phone", "tablet"]


def test_an_export_in_batches_is_the_whole(store: Store, anns: Person) -> None:
    keep(store, *(row(at=30, customer="Ann") for _ in range(5)))
    bodies = list(store.bodies(anns))
    assert len(bodies) == 8
    assert list(store.bodies(anns, batch=2)) == bodies


def test_a_secret_is_made_once(store: Store) -> None:
    with store.write() as transaction:
        made = transaction.secret("salt")
    with store.write() as transaction:
        assert (transaction.secret("salt"), len(made)) == (made, 32)
        assert transaction.secret("pepper") != made


def test_what_was_forgotten_is_remembered_by_stretch(store: Store) -> None:
    with store.write() as transaction:
        assert not transaction.anybody_erased()
        for stretch in (Stretch(5, 9), Stretch(5, 7), Stretch(20, 30)):
            transaction.forget(b"ann", stretch)
        assert transaction.anybody_erased()
        assert transaction.forgotten(b"ann") == [Stretch(5, 9), Stretch(20, 30)]
        assert transaction.forgotten(b"ben") == []


def test_settled_the_log_holds_nothing_of_what_was_deleted(store: Store, tmp_path: Path) -> None:
    keep(store, row(customer="Ann", body=b"the only tea of its kind"))
    with store.write() as transaction:
        transaction.take_away(Person("Ann", ()))
    assert b"the only tea" in everywhere(tmp_path)
    assert store.settle()
    assert b"the only tea" not in everywhere(tmp_path)


def test_while_somebody_reads_an_older_state_it_does_not_settle(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.compacting.PATIENCE", 10)
    keep(store, row(customer="Ann"), row(customer="Ann"))
    reading = store.history(0, NOW, batch=1)
    next(reading)
    keep(store, row())
    assert not store.settle()
    assert len(list(reading)) == 1
    assert store.settle()


def test_rewritten_the_store_holds_no_copy_that_moving_rows_left_behind(store: Store, tmp_path: Path) -> None:
    chance = Random(1)
    for _ in range(40):
        who = ["Ann" if chance.random() < 0.05 else f"{chance.random()}" for _ in range(200)]
        rows = [
            row(
                at=chance.randrange(NOW),
                customer=name,
                event_id=f"{chance.random()}{name}",
                body=name.encode() * 20,
            )
            for name in who
        ]
        keep(store, *rows)
    with store.write() as transaction:
        transaction.take_away(Person("Ann", ()))
    assert store.rewrite()
    assert b"Ann" not in everywhere(tmp_path)


def test_where_nothing_was_deleted_nothing_is_rewritten(store: Store, tmp_path: Path) -> None:
    keep(store, row())
    store.settle()
    before = (tmp_path / "shop.db").stat().st_mtime_ns
    assert store.rewrite()
    assert (tmp_path / "shop.db").stat().st_mtime_ns == before
