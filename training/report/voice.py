"""The report's language: its sentences, and how numbers, days and names are written in it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from babel.dates import format_date

from service.html.numbers import changed, share, written
from service.texts import text


class Voice(NamedTuple):
    """Calling it gives a sentence: `say("title")`."""

    locale: str

    def __call__(self, key: str, **values: object) -> str:
        return text(self.locale, f"report.{key}", **values)

    def number(self, value: float, digits: int = 0) -> str:
        return written(value, self.locale, digits)

    def figure(self, value: float) -> str:
        """A measure between 0 and 1."""
        return written(value, self.locale, 3)

    def change(self, value: float) -> str:
        return changed(value, self.locale)

    def share(self, value: float) -> str:
        return share(value, self.locale)

    def span(self, low: float, high: float, digits: int = 3) -> str:
        """Both ends of an interval."""
        return self("span", low=self.number(low, digits), high=self.number(high, digits))

    def day(self, moment: str) -> str:
        """The date of an RFC 3339 text."""
        return format_date(datetime.fromisoformat(moment), "medium", text.language(self.locale))

    def short_day(self, moment: str) -> str:
        """The same with fewest letters."""
        return format_date(datetime.fromisoformat(moment), "short", text.language(self.locale))

    def counted(self, key: str, count: float) -> str:
        """A number of things in its form of the noun."""
        many = self.number(count, 0 if count == int(count) else 2)
        return self(f"{key}.{'one' if count == 1 else 'other'}", count=many)

    def named(self, kind: str, name: str) -> str:
        """A method, source, kind of event … as people call it; as it calls itself where nobody named it."""
        known = text.under(self.locale, f"{kind}.")
        return known.get(f"{kind}.{name.replace(' ', '_')}", name)
