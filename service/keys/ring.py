"""The store's keys at hand in one worker: read again and again, so what changes holds within a second."""

from __future__ import annotations

import asyncio
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from features.clock import MINUTE, Clock
from features.errors import StoreDown
from service.keys.key import Token, parse, proves, state
from service.store.keys import Key
from service.store.protocol import Reader

PAUSE = 0.5  # seconds between two looks
NOTED = MINUTE  # how often the use of a key is written down


class KeyRing:
    """`strict`: keys are needed even where there are none; else from the first one on, for good.

    A store that doesn't answer changes nothing: what was read last holds. `used` hears a key's id and a
    moment about once a minute, `failed` the first of several errors in a row.
    """

    def __init__(
        self,
        store: Reader,
        clock: Clock,
        *,
        strict: bool,
        used: Callable[[str, int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._store, self._clock, self._strict = store, clock, strict
        self._used, self._failed = used, failed
        self._keys: dict[str, Key] | None = None
        self._well = True
        self._proven: dict[str, bytes] = {}  # key_id: digest of the secret that proved it
        self._noted: dict[str, int] = {}
        self._ended = threading.Event()
        self._prover = ThreadPoolExecutor(1, "zuvor-prove")  # one at a time: each takes 16 MB
        # A thread, not a task: a busy event loop must not keep a revoked key alive.
        self._looker = threading.Thread(target=self._look, name="zuvor-keys", daemon=True)

    def open(self) -> KeyRing:
        """Read once, then again and again."""
        self.refresh()
        self._looker.start()
        return self

    def close(self) -> None:
        """No more looks."""
        self._ended.set()
        self._looker.join()
        self._prover.shutdown(cancel_futures=True)

    @property
    def needed(self) -> bool:
        """Are keys needed; they are while nobody could read whether there are any."""
        return self._strict or self._keys is None or bool(self._keys)

    def pages(self, origin: str) -> bool:
        """Is there a live publish key for pages of this origin."""
        return any(origin in key.origins and self._lives(key) for key in (self._keys or {}).values())

    async def key_of(self, text: str) -> Key | None:
        """The live key that a token proves; None for every other token, whatever is wrong with it.

        Raises StoreDown where the keys could never be read.
        """
        if self._keys is None:
            raise StoreDown("the keys can't be read; try again")
        token = parse(text)
        key = self._keys.get(token.key_id) if token else None
        if token is None or key is None or not self._lives(key):
            return None
        if not self._is_proven(token):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._prover, self._prove, token, key)
        if not self._is_proven(token):
            return None
        self._note(key)
        return key

    def refresh(self) -> None:
        """Read the table, if the store lets us."""
        try:
            self._keys = {key.key_id: key for key in self._store.door_keys()}
            self._well = True
        except Exception as error:  # whatever it is, the looks go on
            if self._well:
                self._failed(error)
            self._well = False

    def _look(self) -> None:
        while not self._ended.wait(PAUSE):
            self.refresh()

    def _lives(self, key: Key) -> bool:
        return state(key, self._clock()) == "live"

    def _is_proven(self, token: Token) -> bool:
        return hmac.compare_digest(self._proven.get(token.key_id, b""), token.digest)

    def _prove(self, token: Token, key: Key) -> None:
        """Those who came at the same time with the same key find it proven."""
        if not self._is_proven(token) and proves(token, key):
            self._proven[token.key_id] = token.digest

    def _note(self, key: Key) -> None:
        """All workers together write about once a minute: each sees what the others wrote."""
        now = self._clock()
        if now - max(key.last_used_at or 0, self._noted.get(key.key_id, 0)) >= NOTED:
            self._noted[key.key_id] = now
            self._used(key.key_id, now)
