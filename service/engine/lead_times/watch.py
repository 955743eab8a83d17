"""Promises whose day has passed → how many held, lately and by lane, carrier and week: as many as should?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from features.parcels import Parcel
from service.engine.lead_times.effects import Origins

KEPT_DAYS = 182
LATELY = 28  # days that are looked at together
FEW = 30  # parcels; of fewer no share is told
BELOW, ABOVE = 0.05, 0.06  # what a bad week takes before it is answered, and what is given away after it
UNKNOWN = "?"
Key = TypeVar("Key")


class Heard(NamedTuple):
    """A promise that ended: from which country to which, by whom, did it hold, and how many days it took."""

    lane: str
    carrier: str
    kept: bool
    days: float


class Tally(NamedTuple):
    """So many promises, how many of them held, and all the days that they promised."""

    due: int = 0
    kept: int = 0
    days: float = 0.0

    @property
    def few(self) -> bool:
        """Too few to say a share."""
        return self.due < FEW

    @property
    def coverage(self) -> float:
        """The share that held; NaN of too few."""
        return float("nan") if self.few else self.kept / self.due

    @property
    def mean_days(self) -> float:
        """Days promised on average; NaN of too few."""
        return float("nan") if self.few else self.days / self.due

    def and_(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.due + other.due, self.kept + other.kept, self.days + other.days)


class Standing(NamedTuple):
    """How promises do lately, by lane and carrier too; `longer`: by what the next ones are stretched."""

    share: float
    lately: Tally
    lanes: dict[str, Tally]
    carriers: dict[str, Tally]
    longer: float

    @property
    def below(self) -> bool:
        """Do fewer hold than should."""
        return self.lately.coverage < band(self.share, self.lately.due)[0]

    @property
    def above(self) -> bool:
        """Do more hold than should: days are given away."""
        return self.lately.coverage > band(self.share, self.lately.due)[1]


class Watch:
    """Days, oldest first, with what ended on each."""

    def __init__(self) -> None:
        self._days: deque[tuple[int, Mapping[tuple[str, str], Tally]]] = deque(maxlen=KEPT_DAYS)

    def heard(self, day: int, ended: Iterable[Heard]) -> None:
        """What ended with the day before."""
        found: dict[tuple[str, str], Tally] = {}
        for one in ended:
            key = (one.lane, one.carrier)
            found[key] = found.get(key, Tally()).and_(Tally(1, int(one.kept), one.days))
        if found:
            self._days.append((day - 1, found))

    def remember(self, day: int, tally: Tally) -> None:
        """What ended on a day, of which lane and carrier are not kept."""
        self._days.append((day, {(UNKNOWN, UNKNOWN): tally}))

    def by_day(self) -> dict[int, Tally]:
        """The oldest first."""
        return dict(sorted(_grouped((at, tally) for at, _, tally in self._each()).items()))

    def standing(self, day: int, share: float, longer: float) -> Standing:
        """Of the last days before one."""
        since = day - LATELY
        whole = _grouped(("", tally) for at, _, tally in self._each() if at >= since)
        return Standing(share, whole.get("", Tally()), self.by_lane(since), self.by_carrier(since), longer)

    def by_lane(self, since: int = 0) -> dict[str, Tally]:
        """Country → country, most parcels first; of what ended on a day or later."""
        return _grouped((key[0], tally) for at, key, tally in self._each() if at >= since)

    def by_carrier(self, since: int = 0) -> dict[str, Tally]:
        """Most parcels first; of what ended on a day or later."""
        return _grouped((key[1], tally) for at, key, tally in self._each() if at >= since)

    def by_week(self) -> dict[int, Tally]:
        """Each week's Monday (days since 1970), the oldest first."""
        return dict(sorted(_grouped((at - (at + 3) % 7, tally) for at, _, tally in self._each()).items()))

    def _each(self) -> Iterator[tuple[int, tuple[str, str], Tally]]:
        return ((at, key, tally) for at, found in self._days for key, tally in found.items())


def band(share: float, due: int) -> tuple[float, float]:
    """Between which shares chance, and bad days that are answered since, leave what should be one."""
    chance = 2 * (share * (1 - share) / max(due, 1)) ** 0.5
    return max(share - max(BELOW, chance), 0.0), min(share + max(ABOVE, chance), 1.0)


def worst(tallies: Mapping[str, Tally]) -> str | None:
    """The group of which the fewest held, small ones aside."""
    told = {name: one.coverage for name, one in tallies.items() if not (one.few or name == UNKNOWN)}
    return min(told, key=lambda name: told[name], default=None)


def ended(parcel: Parcel, origins: Origins, home: str, end: int, days: float) -> Heard:
    """`end`: the moment at which its promise ended; `days` that it was promised to take."""
    way = parcel.way
    origin = origins.get(way.origin or "")
    lane = f"{origin.country if origin else home} → {way.country or home}"
    kept = parcel.delivered_at is not None and parcel.delivered_at < end
    return Heard(lane, parcel.carrier or UNKNOWN, kept, days)


def _grouped(pairs: Iterable[tuple[Key, Tally]]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for key, tally in pairs:
        found[key] = found.get(key, Tally()).and_(tally)
    return dict(sorted(found.items(), key=lambda pair: -pair[1].due))
