"""What is known of senders and lanes → typical handling and transit of a parcel; each arrival adds to it.

Log-linear effects of the way's parts, shrunk to the overall mean; a diagonal Kalman filter rolls them on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import exp, log, log1p

from features.catalogue import Origin
from features.parcels import Way
from service.engine.lead_times.constants import OUTLIER, SHRUNK

Keys = tuple[str, ...]
Origins = Mapping[str, Origin]


@dataclass(frozen=True)
class Effects:
    """log days = intercept + the sum of a way's effects ± sigma; `spreads`: their variances over sigma²."""

    intercept: float
    sigma: float
    prior: float
    values: dict[str, float]
    spreads: dict[str, float]

    def of(self, keys: Keys) -> float:
        """The log of the days that are typical."""
        known = self.values
        return self.intercept + sum(known.get(key, 0.0) for key in keys)

    @property
    def mean(self) -> float:
        """Beside the typical one: what is added for the mean of a log-normal."""
        return self.sigma * self.sigma / 2

    def learn(self, keys: Keys, days: float) -> None:
        """One more that took so many days of the clock."""
        spreads = [self.spreads.get(key, 1 / self.prior) for key in keys]
        missed = log(days) - self.of(keys)
        missed = min(max(missed, -OUTLIER * self.sigma), OUTLIER * self.sigma)
        whole = 1 + sum(spreads)
        for key, spread in zip(keys, spreads, strict=True):
            gain = spread / whole
            self.values[key] = self.values.get(key, 0.0) + gain * missed
            self.spreads[key] = spread * (1 - gain)

    def copy(self) -> Effects:
        """One that learns for itself."""
        return replace(self, values=dict(self.values), spreads=dict(self.spreads))


@dataclass(frozen=True)
class Ways:
    """Handling and transit; `home`: the country of ways that name none; means are over recent parcels."""

    handling: Effects
    transit: Effects
    home: str
    mean_log: float
    mean_log_transit: float

    def log_mean(self, way: Way, origins: Origins) -> float:
        """The log of the mean days from order to arrival, of the model alone."""
        handling = self.handling.of(sender_keys(way)) + self.handling.mean
        transit = self.transit.of(lane_keys(way, origins, self.home)) + self.transit.mean
        high, low = max(handling, transit), min(handling, transit)
        return high + log1p(exp(low - high))

    def typical(self, way: Way, origins: Origins) -> float:
        """Days of the clock from order to arrival, the same share of them for every parcel."""
        return exp(SHRUNK * self.log_mean(way, origins) + (1 - SHRUNK) * self.mean_log)

    def handling_days(self, way: Way) -> float:
        """Days of the clock until it is dispatched."""
        return exp(self.handling.of(sender_keys(way)))

    def transit_days(self, way: Way, origins: Origins) -> float:
        """Days of the clock from dispatch to arrival."""
        log_days = self.transit.of(lane_keys(way, origins, self.home))
        return exp(SHRUNK * log_days + (1 - SHRUNK) * self.mean_log_transit)

    def copy(self) -> Ways:
        """Ones that learn for themselves."""
        return replace(self, handling=self.handling.copy(), transit=self.transit.copy())


def sender_keys(way: Way) -> Keys:
    """What handling depends on."""
    return () if way.origin is None else (way.origin,)


def lane_keys(way: Way, origins: Origins, home: str) -> Keys:
    """What transit depends on: the destination ever closer, origin and destination together, the carrier."""
    return tuple(_lane_keys(way, origins, home))


def _lane_keys(way: Way, origins: Origins, home: str) -> Iterator[str]:
    to = way.country or home
    yield f"{to}"
    if way.carrier:
        yield f"{to}:{way.carrier}"
    code = plain(way.postcode)
    yield from (f"{to}-{code[:digits]}" for digits in (1, 2, 3)[: len(code)])
    origin = origins.get(way.origin or "")
    if origin is not None:
        begin = plain(origin.postcode)
        for digits in (1, 2)[: min(len(code), len(begin))]:
            yield f"{origin.country}-{begin[:digits]}>{to}-{code[:digits]}"


def plain(postcode: str | None) -> str:
    """A postcode however it is written, the three signs that say most."""
    if postcode is None:
        return ""
    return "".join(sign for sign in postcode.upper() if sign.isalnum())[:3]
