"""Keys of the doors: kept as they are, revoked for good, last used at the latest moment."""

from __future__ import annotations

from service.store.keys import Key
from service.store.protocol import Store

PAGES = Key(
    "00ff", "publish", ("https://shop.example", "http://localhost:3000"), "web", b"\0salt", b"\0hash", 7
)
SERVER = Key("11ee", "ingest", (), "", b"salt", b"hash", 5, expires_at=9)


def keep(store: Store, *keys: Key) -> None:
    with store.write() as transaction:
        for key in keys:
            transaction.put_key(key)


def test_a_store_has_no_keys_at_first(store: Store) -> None:
    assert store.door_keys() == []


def test_keys_come_back_as_they_were_oldest_first(store: Store) -> None:
    keep(store, PAGES, SERVER)
    assert store.door_keys() == [SERVER, PAGES]


def test_a_revoked_key_stays_revoked_since_the_first_time(store: Store) -> None:
    keep(store, SERVER)
    with store.write() as transaction:
        assert [transaction.revoke_key("11ee", at) for at in (20, 30)] == [True, True]
    assert [key.revoked_at for key in store.door_keys()] == [20]


def test_a_key_that_is_not_there_cannot_be_revoked(store: Store) -> None:
    with store.write() as transaction:
        assert not transaction.revoke_key("11ee", 20)


def test_a_key_was_last_used_at_the_latest_moment_whoever_writes_last(store: Store) -> None:
    keep(store, SERVER, PAGES)
    with store.write() as transaction:
        for at in (40, 30):
            transaction.use_key("11ee", at)
    assert [key.last_used_at for key in store.door_keys()] == [40, None]
