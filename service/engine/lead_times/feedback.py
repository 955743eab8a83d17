"""Promises whose day has passed, held or not → the next ones a little longer or shorter; and a watch."""

from __future__ import annotations

import numpy as np

from features.localdays import begin_of_day
from features.parcels import Parcel
from service.engine.lead_times.constants import FEEDBACK, FEEDBACK_RETURN, MOST_FEEDBACK, SAME_LEVEL
from service.engine.lead_times.days import Floats, days_of
from service.engine.lead_times.effects import Origins
from service.engine.lead_times.watch import Tally, Watch, ended

BEFORE = ("day", "due", "kept", "days", "longer")


class Feedback:
    """`longer`: the log of what promises are stretched by, so that a share of them holds."""

    def __init__(self, zone: str, home: str, origins: Origins, share: float) -> None:
        self.longer = 0.0
        self.watch = Watch()
        self._zone = zone
        self._home = home
        self._origins = origins
        self._share = share
        self._usually_due = 1.0
        self._due: dict[int, list[Parcel]] = {}

    def go_on(self, before: Floats) -> None:
        """From what a training replayed, day after day what BEFORE names; shorter is not handed on.

        What was given away before may be needed by the model that is new.
        """
        for day, due, kept, days, longer in before.reshape(-1, len(BEFORE)).tolist():
            self.watch.remember(int(day), Tally(int(due), int(kept), days))
            self.longer = min(max(longer, 0.0), MOST_FEEDBACK)

    def before(self) -> Floats:
        """What to go on from."""
        rows = [(day, *tally, self.longer) for day, tally in self.watch.by_day().items()]
        return np.array(rows, np.float64).ravel()

    def promised(self, parcel: Parcel, end: int) -> None:
        """It shall be there before a day begins."""
        self._due.setdefault(end, []).append(parcel)

    def hear(self, day: int) -> None:
        """What was promised until that day's begin; nobody waits for what was called off."""
        due = [parcel for parcel in self._due.pop(day, []) if parcel.cancelled_at is None]
        self._usually_due += (len(due) - self._usually_due) / SAME_LEVEL
        if not due:
            return
        end = begin_of_day(day, self._zone)
        heard = [
            ended(parcel, self._origins, self._home, end, day - days_of(parcel.ordered_at, self._zone))
            for parcel in due
        ]
        self.watch.heard(day, heard)
        missed = sum(not one.kept for one in heard)
        usual = FEEDBACK * FEEDBACK_RETURN * max(self._usually_due, len(due) / 3, 1)
        longer = self.longer + (missed - (1 - self._share) * len(due)) / usual
        self.longer = min(max(longer, -MOST_FEEDBACK), MOST_FEEDBACK)
