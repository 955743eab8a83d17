"""Which zone's clocks count: the one that was named, else the country's, else the shop's."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global

from features.zones import zone_of


@pytest.mark.parametrize(
    ("named", "country", "zone"),
    [
        ("Asia/Tokyo", "DE", "Asia/Tokyo"),
        (None, "DE", "Europe/Berlin"),
        (None, "CH", "Europe/Zurich"),
        (None, "US", "America/New_York"),
        (None, "BR", "America/Sao_Paulo"),
        (None, "GL", "Europe/Vienna"),  # several zones, none that most live in is known here
        (None, "XX", "Europe/Vienna"),
        (None, None, "Europe/Vienna"),
        ("Mars/Base", "DE", "Europe/Berlin"),
        ("../zone", None, "Europe/Vienna"),
    ],
)
def test_the_named_zone_counts_else_the_country_s_else_the_shop_s(
    named: str | None, country: str | None, zone: str
) -> None:
    assert zone_of(named, country, "Europe/Vienna") == zone


@pytest.mark.parametrize("country", sorted(get_global("territory_zones")))
def test_every_country_gets_a_zone_that_there_is(country: str) -> None:
    assert ZoneInfo(zone_of(None, country, "UTC")).key
