"""A promise and now → words as certain as it is: by a day, between two, in so many working days of the shop.

None is silence: what has passed, or is less likely to hold than not, is not said. Days are the customer's.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from babel.dates import format_date, format_time
from babel.units import format_unit

from features.calendars import PARCEL_DAYS
from features.clock import HOUR, MINUTE, to_datetime
from features.localdays import as_date, begin_of_day, local_date
from features.workdays import Workdays
from service.engine.promises import Promise
from service.texts import text

LEAST = 0.5  # the confidence below which nothing is said
NEAR = 6  # days ahead that their weekday alone names
THIS_YEAR = 180  # days ahead that need no year
NOON = 12 * HOUR
WEEK = Workdays(
    PARCEL_DAYS
)  # without holidays: in a week that has one, a day too many is said rather than one too few


def in_words(promise: Promise, now: int, locale: str) -> str | None:
    """`bis morgen Abend`, `zwischen Dienstag und Donnerstag`; the shop's own: `in 3 bis 5 Werktagen`."""
    if promise.latest < now or (promise.learned and promise.confidence < LEAST):
        return None
    today, last = local_date(now, promise.zone), local_date(promise.latest, promise.zone)
    first = min(max(local_date(promise.earliest, promise.zone), today), last)
    if not promise.learned:
        return _working_days(first, last, today, locale)
    if last - first > 1:
        return _between(first, last, today, locale)
    if last == today:
        morning = now - begin_of_day(today, promise.zone) < NOON
        return text(locale, "time.by_this_evening" if morning else "time.today_still")
    return _by(last, today, locale)


def day_in_words(at: int, zone: str, now: int, locale: str) -> str:
    """`heute`, `morgen`, `Donnerstag`, `Donnerstag, 3. Dezember`; also of a day that has passed."""
    return _day(local_date(at, zone), local_date(now, zone), locale)


def instead(before: int, after: int, zone: str, now: int, locale: str) -> str | None:
    """`nun Donnerstag statt Dienstag`; None where it is the same day."""
    old, new, today = (local_date(at, zone) for at in (before, after, now))
    if old == new:
        return None
    return text(locale, "time.instead", before=_day(old, today, locale), after=_day(new, today, locale))


def countdown(promise: Promise, now: int, locale: str) -> str | None:
    """`bestellen Sie in den nächsten 2 Std. 14 Min.`, from a day on `bis Montag`; never more than is left."""
    if promise.order_before is None or (left := promise.order_before - now) < 2 * MINUTE:
        return None
    if left < 24 * HOUR:
        return text(locale, "time.order_within", left=_left(left // MINUTE, text.language(locale)))
    return _order_until(promise.order_before, promise.zone, now, locale)


def _by(day: int, today: int, locale: str) -> str:
    if day == today + 1:
        return text(locale, "time.by_tomorrow_evening")
    return text(locale, "time.by", day=_day(day, today, locale))


def _between(first: int, last: int, today: int, locale: str) -> str:
    if last - today > NEAR:
        key = "time.format.date" if last - today <= THIS_YEAR else "time.format.date.year"
        dates = [_dated(day, key, locale) for day in (first, last)]
        return text(locale, "time.between_dates", first=dates[0], last=dates[1])
    days = [_day(day, today, locale) for day in (first, last)]
    return text(locale, "time.between", first=days[0], last=days[1])


def _working_days(first: int, last: int, today: int, locale: str) -> str:
    low, high = _counted(today, first), _counted(today, last)
    if low < high:
        return text(locale, "time.working_days.range", low=low, high=high)
    return text(locale, f"time.working_days.{'one' if high == 1 else 'other'}", n=high)


def _day(day: int, today: int, locale: str) -> str:
    ahead = day - today
    if -1 <= ahead <= 1:
        return text(locale, ("time.today", "time.tomorrow", "time.yesterday")[ahead])
    if 0 < ahead <= NEAR:
        return _formatted(day, "EEEE", text.language(locale))
    return _dated(day, "time.format.day" if abs(ahead) <= THIS_YEAR else "time.format.day.year", locale)


def _dated(day: int, key: str, locale: str) -> str:
    return _formatted(day, text(locale, key), text.language(locale))


def _order_until(moment: int, zone: str, now: int, locale: str) -> str:
    today, day = local_date(now, zone), local_date(moment, zone)
    if moment == begin_of_day(day, zone):
        return text(locale, "time.order_through", day=_day(day - 1, today, locale))
    clock = _clock(moment, zone, text.language(locale))
    return text(locale, "time.order_until", day=_day(day, today, locale), clock=clock)


# Items of a page share days, hours and minutes; Babel takes a while for each.
@lru_cache(4_096)
def _left(minutes: int, language: str) -> str:
    """`74 Min.`, from two hours on `2 Std. 14 Min.`."""
    hours, rest = divmod(minutes, 60) if minutes >= 120 else (0, minutes)
    parts = [(hours, "duration-hour"), (rest, "duration-minute")]
    return " ".join(format_unit(count, unit, "short", locale=language) for count, unit in parts if count)


@lru_cache(4_096)
def _clock(moment: int, zone: str, language: str) -> str:
    return format_time(to_datetime(moment), "short", ZoneInfo(zone), language)


@lru_cache(4_096)
def _counted(today: int, day: int) -> int:
    return max(1, int(WEEK.between(np.array([today]), np.array([day]))[0]))


@lru_cache(4_096)
def _formatted(day: int, pattern: str, language: str) -> str:
    return format_date(as_date(day), pattern, language)
