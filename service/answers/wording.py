"""Prices and how long ago something was → in the reader's language."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta
from babel.numbers import format_currency

from service.answers.asked import Asked
from service.texts import text


def money(asked: Asked, price: float, currency: str | None) -> str:
    """`19,90 €`; in the shop's currency where none is named."""
    named = currency or asked.settings.currency
    return format_currency(price, named, locale=text.language(asked.question.locale))


def ago(asked: Asked, at: int) -> str:
    """`vor 5 Wochen`; in whole days at least."""
    passed = timedelta(microseconds=at - asked.now)
    locale = text.language(asked.question.locale)
    return format_timedelta(passed, granularity="day", add_direction=True, locale=locale)
