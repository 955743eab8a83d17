"""The store's origins, read once a second at most: a marketplace has thousands, no page waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from features.catalogue import Origin, decode_origin
from service.store.protocol import Reader

HOLDS = 1.0  # seconds


class Origins:
    """One worker's. `look` blocks, so off the event loop; `now` is whatever was found last."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._until = 0.0
        self._bodies: list[bytes] = []
        self.now: Mapping[str, Origin] = {}

    def look(self) -> None:
        """Read them again unless that was done just now. Raises StoreDown."""
        if monotonic() < self._until:
            return
        bodies = self._store.origins()
        if bodies != self._bodies:
            found = map(decode_origin, bodies)
            self.now = {origin.origin: origin for origin in found}
            self._bodies = bodies
        self._until = monotonic() + HOLDS

    def forget(self) -> None:
        """They changed: the next look reads them."""
        self._until = 0.0
