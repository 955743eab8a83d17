"""Keys at hand: new and revoked ones hold at the next look; a store that is down changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from features.clock import DAY, MINUTE
from features.errors import StoreDown
from service.keys import ring as ring_module
from service.keys.key import Scope, make
from service.keys.ring import KeyRing
from service.store import Store
from service.store.keys import Key
from tests.stores import new_store

PAGES = ["https://shop.example"]


class World:
    """A store, a clock that stands, and what the ring told."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = new_store(f"sqlite:///{folder}/shop.db")
        self.now = 10 * DAY
        self.used: list[str] = []
        self.failed: list[Exception] = []

    def ring(self, *, strict: bool = False) -> KeyRing:
        ring = KeyRing(
            self.store,
            lambda: self.now,
            strict=strict,
            used=lambda key_id, at: self.used.append(key_id),
            failed=self.failed.append,
        )
        ring.refresh()
        return ring

    def create(self, scope: Scope = "read", expires_at: int | None = None) -> tuple[str, str]:
        token, key = make(scope, PAGES if scope == "publish" else [], "", now=self.now, expires_at=expires_at)
        with self.store.write() as transaction:
            transaction.put_key(key)
        return token, key.key_id

    def revoke(self, key_id: str) -> None:
        with self.store.write() as transaction:
            transaction.revoke_key(key_id, self.now)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


def asked(ring: KeyRing, token: str) -> Key | None:
    return asyncio.run(ring.key_of(token))


def test_a_key_opens(world: World) -> None:
    token, key_id = world.create()
    found = asked(world.ring(), token)
    assert (found and (found.key_id, found.scope)) == (key_id, "read")


def test_a_key_of_another_store_opens_nothing(world: World) -> None:
    world.create()
    assert asked(world.ring(), make("read", [], "", now=0)[0]) is None


def test_what_scrypt_does_not_prove_opens_nothing(world: World) -> None:
    token, key = make("read", [], "", now=world.now)
    with world.store.write() as transaction:
        transaction.put_key(key._replace(hash=bytes(64)))
    assert asked(world.ring(), token) is None


def test_a_proven_key_is_not_computed_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token, _ = world.create()
    ring = world.ring()
    assert asked(ring, token)
    monkeypatch.setattr(ring_module, "proves", lambda *_: pytest.fail("computed again"))
    assert asked(ring, token)


def test_the_ring_holds_no_token(world: World) -> None:
    token, _ = world.create()
    ring = world.ring()
    asked(ring, token)
    assert token.rpartition("_")[2] not in str(vars(ring))


def test_keys_are_needed_from_the_first_one_on_also_when_all_are_revoked(world: World) -> None:
    ring = world.ring()
    assert not ring.needed
    _, key_id = world.create()
    ring.refresh()
    assert ring.needed
    world.revoke(key_id)
    ring.refresh()
    assert ring.needed


def test_where_others_may_ask_keys_are_needed_even_where_there_are_none(world: World) -> None:
    assert world.ring(strict=True).needed


def test_a_revoked_key_opens_nothing_from_the_next_look_on(world: World) -> None:
    token, key_id = world.create()
    ring = world.ring()
    assert asked(ring, token)
    world.revoke(key_id)
    ring.refresh()
    assert asked(ring, token) is None


def test_an_expired_key_opens_nothing_without_any_look(world: World) -> None:
    token, _ = world.create(expires_at=world.now + MINUTE)
    ring = world.ring()
    assert asked(ring, token)
    world.now += MINUTE
    assert asked(ring, token) is None


def test_looks_go_on_by_themselves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring_module, "PAUSE", 0.001)
    ring = world.ring().open()
    world.create()
    asyncio.run(until(lambda: ring.needed))
    ring.close()


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not so():
            await asyncio.sleep(0.001)


def test_a_store_that_is_down_changes_nothing_and_is_told_of_once(world: World) -> None:
    token, _ = world.create()
    gone, gone_id = world.create()
    ring = world.ring()
    world.revoke(gone_id)
    ring.refresh()
    world.store.close()
    for _ in range(3):
        ring.refresh()
    assert (asked(ring, token) is None, asked(ring, gone) is None) == (False, True)
    assert len(world.failed) == 1


def test_where_keys_could_never_be_read_nobody_is_let_in(world: World) -> None:
    token, _ = world.create()
    world.store.close()
    ring = world.ring()
    assert ring.needed
    with pytest.raises(StoreDown):
        asked(ring, token)


def test_pages_of_live_publish_keys_are_known(world: World) -> None:
    _, key_id = world.create("publish")
    ring = world.ring()
    assert [ring.pages(origin) for origin in (*PAGES, "https://other.example")] == [True, False]
    world.revoke(key_id)
    ring.refresh()
    assert not ring.pages(PAGES[0])


def test_use_is_noted_once_a_minute(world: World) -> None:
    token, key_id = world.create()
    ring = world.ring()
    for _ in range(3):
        asked(ring, token)
    assert world.used == [key_id]
    world.now += MINUTE
    asked(ring, token)
    assert world.used == [key_id] * 2


def test_what_another_worker_noted_is_not_noted_again(world: World) -> None:
    token, key_id = world.create()
    with world.store.write() as transaction:
        transaction.use_key(key_id, world.now - MINUTE // 2)
    asked(world.ring(), token)
    assert world.used == []
