"""What is usual in the whole shop, as `zuvor touchpoints` keeps it, looked for once a minute at most."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

from features.analyses import USUAL
from features.errors import BadInput
from features.touchpoints.stored import decode
from features.touchpoints.usual import Usual
from service.store.protocol import Reader

EVERY = 60.0  # seconds


class UsualAtHand:
    """One worker's."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._looked_at = -EVERY
        self._now: Usual | None = None

    def look(self) -> Usual | None:
        """None where nothing was computed yet: then the few at hand are all there is. Raises StoreDown."""
        if monotonic() - self._looked_at >= EVERY:
            found = self._store.analysis(USUAL)
            if found is not None:
                with suppress(BadInput):  # of another release: what was read before holds
                    self._now = decode(found.body, Usual)
            self._looked_at = monotonic()
        return self._now
