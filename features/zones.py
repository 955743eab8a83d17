"""A time zone that was named, or a country → the zone its clocks show."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from features.clock import is_time_zone

# Where a country has several zones: the one most of its people live in.
_USUAL = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


@lru_cache(1_024)
def zone_of(time_zone: str | None, country: str | None, default: str) -> str:
    """The zone that was named, else the one most people of the country live in, else `default`."""
    if time_zone is not None and is_time_zone(time_zone):
        return time_zone
    zones = get_global("territory_zones").get(country or "", [])
    return _USUAL.get(country or "") or (zones[0] if len({_shown(zone) for zone in zones}) == 1 else default)


def _shown(zone: str) -> tuple[timedelta | None, ...]:
    """What a zone's clocks show in each month of a year, to tell zones of one country apart."""
    if not is_time_zone(zone):
        return ()
    return tuple(datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in range(1, 13))
