"""The served model and the store's events → what is known of delivery now, rolled on look by look.

What a look finds is taken in order of time. News of a day that was closed are counted by rolling again from
the model's cut, every ten minutes at most: a worker that starts anew knows the same.
"""

from __future__ import annotations

from time import sleep

from features.clock import MINUTE, Clock
from features.localdays import local_date
from service.engine.lead_times.effects import Ways
from service.engine.lead_times.known import Known
from service.engine.lead_times.reading import needed_since, rolling_of
from service.engine.lead_times.rolling import Rolling
from service.engine.lead_times.watch import Standing
from service.engine.live import Live
from service.engine.origins import Origins
from service.store.protocol import Reader

PIECE, BREATH = 50, 0.0005  # facts (about a millisecond), seconds: whoever composes a page waits no longer
AGAIN = 10 * MINUTE


class Deliveries:
    """One worker's. `look` blocks, so off the event loop; `now` is what was known after the last one."""

    def __init__(self, store: Reader, live: Live, origins: Origins, clock: Clock, share: float) -> None:
        self._store = store
        self._live = live
        self._origins = origins
        self._clock = clock
        self._share = share
        self._version: str | None = None
        self._rolling: Rolling | None = None
        self._until, self._last, self._begun = 0, 0, 0
        self._copied: tuple[Rolling, int] | None = None
        self._ways: Ways
        self.now: Known | None = None
        self.standing: Standing | None = None  # of promises whose day has passed

    def look(self) -> None:
        """Take what was told since the last look, and close the days that are over. Raises StoreDown."""
        self._origins.look()
        now, last = self._clock(), self._store.newest_sequence()
        if self._live.model_version != self._version or self._told_late(now):
            self._begin_again(now, last)
        elif self._rolling is not None:
            self._go_on(self._rolling, now, last)
        self._until, self._last = now, last
        self.now = self._kept()
        self.standing = self._rolling.standing() if self._rolling is not None else None

    def _kept(self) -> Known | None:
        """What pages go on reading while the next look changes it; senders and lanes change by the day."""
        if self._rolling is None:
            return None
        known = self._rolling.known()
        if (self._rolling, known.since) != self._copied:
            self._copied, self._ways = (self._rolling, known.since), known.ways.copy()
        return known.kept(self._ways)

    def _told_late(self, now: int) -> bool:
        return self._rolling is not None and self._rolling.late > 0 and now - self._begun >= AGAIN

    def _begin_again(self, now: int, last: int) -> None:
        """From the cut of the model that serves."""
        served = self._live.now
        rolling = rolling_of(served.world.model, self._origins.now, self._share)
        if rolling is not None:
            facts = self._store.parcels(needed_since(rolling), now, last)
            for number, fact in enumerate(facts):
                rolling.take(*fact)
                if number % PIECE == 0:
                    sleep(BREATH)
            rolling.until(local_date(now, rolling.learned.zone))
        self._rolling, self._version, self._begun = rolling, served.version, now

    def _go_on(self, rolling: Rolling, now: int, last: int) -> None:
        """What was told of the time that was looked at before comes first: it may be of an earlier day."""
        for fact in self._store.parcels_told_late(self._until, self._last, last):
            rolling.take(*fact)
        for fact in self._store.parcels(self._until + 1, now, last):
            rolling.take(*fact)
        rolling.until(local_date(now, rolling.learned.zone))
