"""What a training hands over to roll on from, and what a promise needs of one moment of one day."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from service.engine.lead_times.days import Floats, LearnedClock
from service.engine.lead_times.effects import Ways
from service.engine.lead_times.forecast import Forecast
from service.engine.lead_times.late import Moved, Stages
from service.engine.lead_times.tail import Tail


@dataclass
class Learned:
    """What a training hands over, at the begin of `day`.

    `passed`: what the clock really counted on each day up to it; `crowds`: logs of the last days;
    `arrivals`: country → parcels that arrived on each of the last days.
    """

    day: int
    zone: str
    ways: Ways
    clock: LearnedClock
    sending: LearnedClock
    sends: bool
    belief: Floats
    tail: Tail
    passed: list[float]
    crowds: list[float]
    arrivals: dict[str, list[int]]
    stages: Stages


class Known(NamedTuple):
    """What a promise needs, of one moment of one day; `since`: when the day began, microseconds.

    `elapsed`: what the clock showed when each day began, from `first` to today.
    """

    since: int
    forecast: Forecast
    ways: Ways
    zone: str
    ordered: list[int]
    arrived: list[int]
    support: dict[str, int]
    elapsed: Floats
    first: int
    sending: LearnedClock
    sends: bool
    stages: Stages

    def sent(self, moved: Moved) -> int | None:
        """When a parcel was dispatched; at once, where the shop doesn't tell."""
        return moved.dispatched_at if self.sends else moved.ordered_at

    def kept(self, ways: Ways) -> Known:
        """As it is now, whatever happens later."""
        return self._replace(ways=ways, ordered=list(self.ordered), arrived=list(self.arrived))

    def crowd(self, at: int) -> float:
        """How crowded it is at a moment (microseconds), what happened at it left out."""
        more = bisect_left(self.ordered, at) - bisect_left(self.arrived, at)
        return self.forecast.crowd.excess(more)
