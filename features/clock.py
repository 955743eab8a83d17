"""Time as an argument: the real clock, or one that starts at `--as-of` and runs on from there.

Inside zuvor a moment is an int of microseconds since 1970 (UTC); text is RFC 3339 with offset.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from features.errors import BadInput

Clock = Callable[[], int]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LONGEST = 36_525 * DAY  # of durations

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"ms": 1_000, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h|d)")


def system_clock() -> int:
    """Now, in microseconds since 1970."""
    return time.time_ns() // 1_000


def clock_from(start: int) -> Clock:
    """A clock that shows `start` now and runs on at the usual pace."""
    origin = time.monotonic_ns()
    return lambda: start + (time.monotonic_ns() - origin) // 1_000


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact."""
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(micros: int) -> datetime:
    """The aware UTC datetime of `micros`."""
    return _EPOCH + timedelta(microseconds=micros)


def to_text(micros: int) -> str:
    """RFC 3339 text in UTC, e.g. `2026-11-22T08:30:00Z`; fractions only where there are any."""
    return to_datetime(micros).isoformat().replace("+00:00", "Z")


def parse_moment(text: str) -> int:
    """Microseconds of an RFC 3339 text; without an offset it is UTC. Raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
        return to_micros(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise BadInput(
            f"{text!r} is no time; write RFC 3339 with an offset, e.g. 2026-11-22T08:30:00Z"
        ) from None


@lru_cache(1_024)
def parse_duration(text: str) -> int:
    """Microseconds of `28d`, `6h`, `15m`, `30s` or `80ms`. Raises BadInput."""
    found = _DURATION.fullmatch(text.replace(" ", ""))
    if not found:
        raise BadInput(f"{text!r} is no duration; write a number and ms, s, m, h or d, e.g. 28d")
    micros = round(Decimal(found[1]) * _UNITS[found[2]])
    if micros > LONGEST:
        raise BadInput(f"{text!r} is longer than 100 years; write a shorter duration, e.g. 28d")
    return micros


def is_time_zone(name: str) -> bool:
    """Is it the IANA name of a time zone, as `Europe/Berlin` is."""
    try:
        return ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):  # no such file, no name of a file, a folder
        return False
