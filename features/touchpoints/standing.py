"""What a reader sees of a touchpoint, or of one segment at it; goes over the wire as it is."""

from __future__ import annotations

from msgspec import Struct

from features.touchpoints.differences import Difference
from features.touchpoints.ratings import Interval, Score


class KindView(Struct, frozen=True, kw_only=True):
    """Gaps of one kind: `mean` in `unit`, positive is worse than expected."""

    kind: str
    unit: str
    n: int
    met: float | None = None
    mean: float | None = None
    interval: Interval | None = None


class Month(Struct, frozen=True, kw_only=True):
    """The share of expectations met in a month (`2026-03`), None with few."""

    month: str
    n: int
    met: float | None


class Standing(Struct, frozen=True, kw_only=True):
    """A touchpoint, or one segment at it.

    `since_last_month`: the last whole month of the span less the one before; `trend`: of whole months, too.
    `few`: fewer than thirty expectations, so no share. `gestures`: what share of those not met was made good.
    """

    touchpoint: str
    owner: str
    segment: str
    n: int
    few: bool
    met: float | None
    interval: Interval | None
    gestures: float | None
    kinds: list[KindView]
    scores: list[Score]
    months: list[Month]
    trend: Difference | None
    since_last_month: Difference | None
