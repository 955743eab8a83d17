"""What items cost and whether they can be bought, over time; a write that changes neither adds nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from features.identity import ALWAYS, FOREVER
from service.store import open_store
from service.store.copies import back_up
from service.store.protocol import Store, Transaction
from service.store.records import Offer
from tests.service.store.test_indexes import Explained
from tests.service.store.world import of_first_form


def put(store: Store, now: int, *items: str, valid_from: int = ALWAYS, **fields: Any) -> None:
    rows = [(item, valid_from, _body(item, fields)) for item in items]
    with store.write() as transaction:
        transaction.put_items(rows, now)


def _body(item: str, fields: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"item_id": item, "title": item, "currency": "EUR"} | fields)


def end(store: Store, now: int, item: str) -> None:
    with store.write() as transaction:
        transaction.put_items([(item, ALWAYS, None)], now)


def over_time(store: Store, item: str, since: int = ALWAYS, until: int = FOREVER) -> list[tuple[Any, ...]]:
    """(at, price, buyable) of every offer."""
    return [(o.at, o.price, o.buyable) for o in store.offers([item], since, until).get(item, [])]


def test_a_changed_price_and_an_empty_shelf_are_kept_from_the_moment_of_the_write(store: Store) -> None:
    put(store, 10, "cup", price=5)
    put(store, 20, "cup", price=4)
    put(store, 30, "cup", price=4, stock=0)
    assert over_time(store, "cup") == [(10, 5, True), (20, 4, True), (30, 4, False)]


def test_what_changes_neither_adds_nothing(store: Store) -> None:
    put(store, 10, "cup", price=5, stock=3)
    put(store, 20, "cup", price=5, stock=3)
    put(store, 30, "cup", price=5, stock=2, title="Cup")
    assert over_time(store, "cup") == [(10, 5, True)]


def test_another_currency_is_another_offer(store: Store) -> None:
    put(store, 10, "cup", price=5)
    put(store, 20, "cup", price=5, currency="CHF")
    assert store.offers(["cup"], 20, 20) == {"cup": [Offer("cup", 20, 5, "CHF", True)]}


def test_a_price_of_zero_is_one_and_no_price_is_none(store: Store) -> None:
    put(store, 10, "cup", price=0)
    put(store, 20, "cup")
    assert over_time(store, "cup") == [(10, 0, True), (20, None, True)]


def test_an_item_deleted_and_put_again_was_not_there_meanwhile(store: Store) -> None:
    put(store, 10, "cup", price=5)
    end(store, 20, "cup")
    put(store, 30, "cup", price=5)
    assert over_time(store, "cup") == [(10, 5, True), (20, None, False), (30, 5, True)]


def test_deleted_and_put_again_in_one_moment_it_never_was_away(store: Store) -> None:
    put(store, 10, "cup", price=5)
    end(store, 20, "cup")
    put(store, 20, "cup", price=5)
    assert over_time(store, "cup") == [(10, 5, True)]


def test_a_dated_version_is_an_offer_since_its_date_in_whatever_order_they_come(store: Store) -> None:
    put(store, 500, "cup", valid_from=200, price=6)
    put(store, 500, "cup", valid_from=100, price=5)
    put(store, 500, "cup", valid_from=300, price=6)
    assert over_time(store, "cup") == [(100, 5, True), (200, 6, True)]


def test_a_dated_version_that_is_mended_replaces_itself(store: Store) -> None:
    put(store, 500, "cup", valid_from=100, price=5)
    put(store, 600, "cup", valid_from=100, price=4)
    assert over_time(store, "cup") == [(100, 4, True)]


def test_what_holds_at_all_times_and_a_deletion_end_what_was_planned(store: Store) -> None:
    put(store, 10, "cup", valid_from=100, price=5)
    put(store, 20, "cup", price=3)
    assert over_time(store, "cup") == [(20, 3, True)]
    put(store, 25, "cup", valid_from=100, price=5)
    end(store, 30, "cup")
    assert over_time(store, "cup") == [(20, 3, True), (30, None, False)]


def test_a_stretch_begins_with_what_held_then(store: Store) -> None:
    for now, price in ((10, 5), (20, 4), (30, 3)):
        put(store, now, "cup", "pot", price=price)
    assert over_time(store, "cup", since=25, until=29) == [(20, 4, True)]
    assert over_time(store, "cup", since=5, until=20) == [(10, 5, True), (20, 4, True)]
    assert over_time(store, "cup", until=9) == []


def test_only_the_items_that_were_asked_for_are_told(store: Store) -> None:
    put(store, 10, "cup", "pot", "pan", price=1)
    assert set(store.offers(["pot", "cup", "pot", "jug"], 0, 10)) == {"cup", "pot"}
    assert len(store.offers(["pot", "pot"], 0, 10)["pot"]) == 1
    assert store.offers([], 0, 10) == {}


def test_what_a_failed_write_offered_was_never_offered(store: Store) -> None:
    def stopped(transaction: Transaction) -> None:
        transaction.put_items([("cup", ALWAYS, _body("cup", {}))], 10)
        raise ValueError("stop")

    with store.write() as transaction, pytest.raises(ValueError, match="stop"):
        transaction.piece(stopped)
    assert over_time(store, "cup") == []


@pytest.mark.parametrize("most", [1, 2, 100])
def test_of_what_is_old_the_offer_that_held_last_stays(store: Store, most: int) -> None:
    for now, price in ((10, 5), (20, 4), (30, 3), (40, 2)):
        put(store, now, "cup", "pot", price=price)
    put(store, 10, "tea", price=1)
    after: str | None = ""
    gone = 0
    while after is not None:
        with store.write() as transaction:
            deleted, after = transaction.take_old_offers(after, 35, most)
        gone += deleted
    assert gone == 4
    assert over_time(store, "cup") == over_time(store, "pot") == [(30, 3, True), (40, 2, True)]
    assert over_time(store, "tea") == [(10, 1, True)]


def test_a_store_of_the_first_form_begins_with_what_it_knows(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    of_first_form(path)
    with closing(Explained(path)) as old:
        for item, fields in (
            ("cup", '"price":0.5,"currency":"EUR"'),
            ("pot", '"stock":0'),
            ("pan", '"available":false'),
        ):
            body = f'{{"item_id":"{item}","title":"x",{fields}}}'.encode()
            with old._connections.turn() as connection:
                connection.execute("INSERT INTO items VALUES (?, ?, 1, ?)", (item, ALWAYS, body))
    with closing(open_store(f"sqlite:///{path}")) as store:
        assert store.offers(["cup"], 0, 0) == {"cup": [Offer("cup", ALWAYS, 0.5, "EUR", True)]}
        assert over_time(store, "pot") == over_time(store, "pan") == [(ALWAYS, None, False)]


def test_a_backup_has_them(store: Store, tmp_path: Path) -> None:
    put(store, 10, "cup", price=5)
    back_up(tmp_path / "shop.db", tmp_path / "backup.db")
    with closing(open_store(f"sqlite:///{tmp_path}/backup.db")) as backup:
        assert over_time(backup, "cup") == [(10, 5, True)]


def test_they_are_found_by_their_key_however_many_there_are(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/shop.db").close()
    with closing(Explained(tmp_path / "shop.db")) as store:
        store.offers(["cup", "pot"], 0, 10)
        assert "SEARCH o USING PRIMARY KEY (item_id=? AND at>? AND at<?)" in store.plan
        assert "SCAN o" not in store.plan
