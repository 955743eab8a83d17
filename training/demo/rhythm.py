"""A period of days before `now` and the rhythm of a shop in it: hours of day and week, seasons."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from training.demo.appeal import Floats, Ints
from training.demo.products import Category

LOCAL = ZoneInfo("Europe/Berlin")
BY_HOUR = np.array([3, 1, 1, 1, 1, 3, 9, 18, 26, 32, 35, 36, 40, 37, 33, 33, 36, 42, 52, 66, 78, 70, 40, 14])
BY_WEEKDAY = np.array([1.05, 1.0, 0.98, 0.95, 0.85, 0.95, 1.3])


class Period(msgspec.Struct, frozen=True):
    """Moments in it are seconds since its start."""

    start: datetime
    days: int
    hour_steps: Floats  # cumulated weight at the end of every hour; the shop grows a little

    @property
    def seconds(self) -> float:
        return self.days * 86400.0

    def moments(self, rng: np.random.Generator, first: Floats, last: Floats) -> Floats:
        """A moment between two days (fractions of days since the start), as busy hours have it."""
        low, high = self._weight_before(first), self._weight_before(last)
        wanted = low + rng.random(len(low)) * (high - low)
        hour = np.searchsorted(self.hour_steps, wanted, side="right")
        return np.asarray(hour * 3600 + rng.uniform(0, 3600, len(low)), dtype=np.float64)

    def _weight_before(self, day: Floats) -> Floats:
        hours = np.arange(len(self.hour_steps) + 1)
        steps = np.concatenate([[0.0], self.hour_steps])
        return np.asarray(np.interp(day * 24, hours, steps), dtype=np.float64)


def period(now: datetime, days: int) -> Period:
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone: pass an aware datetime")
    start = now.astimezone(UTC) - timedelta(days=days)
    local = [(start + timedelta(hours=hour)).astimezone(LOCAL) for hour in range(days * 24)]
    busy = BY_HOUR[[moment.hour for moment in local]] * BY_WEEKDAY[[moment.weekday() for moment in local]]
    growth = np.linspace(0.9, 1.15, len(local))
    return Period(start, days, np.cumsum(busy * growth))


def seasons(span: Period, categories: tuple[Category, ...]) -> Floats:
    """categories × days: how much more or less than in the mean of the year each kind is wanted."""
    year_days = np.array(
        [(span.start + timedelta(days=day)).timetuple().tm_yday for day in range(span.days + 1)]
    )
    peaks = np.array([category.peak_month * 30.4 - 15 for category in categories])[:, None]
    swings = np.array([category.swing for category in categories])[:, None]
    return np.asarray(1 + swings * np.cos(2 * np.pi * (year_days - peaks) / 365), dtype=np.float64)


def day_of(moments: Floats) -> Ints:
    return (moments // 86400).astype(np.int64)
