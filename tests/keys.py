"""Keys of the doors, each a twentieth of a second to make: the first of every store are the same ones."""

from __future__ import annotations

from functools import cache

from features.clock import system_clock
from service.keys.key import Scope, make
from service.store import Store
from service.store.keys import Key


def create(store: Store, scope: Scope, *origins: str) -> str:
    """A new key of this store; its token."""
    token, key = _made(scope, origins, len(store.door_keys()))
    with store.write() as transaction:
        transaction.put_key(key)
    return token


@cache
def _made(scope: Scope, origins: tuple[str, ...], number: int) -> tuple[str, Key]:
    return make(scope, origins, "", now=system_clock())
