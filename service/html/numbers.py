"""A number or a moment → how it is written in the reader's language."""

from __future__ import annotations

from babel.dates import format_datetime, get_timezone
from babel.numbers import format_currency, format_decimal, format_percent

from features.clock import to_datetime
from service.texts import text

_PERCENT = {"de": "#,##0.0\u00a0%", "en": "#,##0.0%"}


def written(value: float, locale: str, digits: int = 0) -> str:
    """1234.5 → `1.234,50` (de, two digits)."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=text.language(locale)).replace("-", "−")


def changed(value: float, locale: str, digits: int = 3) -> str:
    """The same with its sign, also where it is a plus."""
    places = "0." + "0" * digits
    return format_decimal(value, f"+{places};-{places}", locale=text.language(locale)).replace("-", "−")


def share(value: float, locale: str) -> str:
    """0.1234 → `12,3 %` (de)."""
    return format_percent(value, _PERCENT[text.language(locale)], locale=text.language(locale))


def money(value: float, currency: str, locale: str) -> str:
    """1234.5 → `1.234,50 €` (de, EUR)."""
    return format_currency(value, currency, locale=text.language(locale))


def moment(at: int, locale: str, zone: str) -> str:
    """Microseconds → `22.11.26, 18:05` (de), by the clock of a time zone."""
    return format_datetime(to_datetime(at), "short", tzinfo=get_timezone(zone), locale=text.language(locale))
