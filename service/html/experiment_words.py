"""Names and figures of an analysis → how they are written in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from features.clock import to_datetime
from features.experiments.metrics import METRICS
from service.html.numbers import share, written
from service.texts import text

MINUS, NARROW = "−", "\u00a0"


class Words(NamedTuple):
    """Calling it gives a sentence: `say("checks")`."""

    locale: str

    def __call__(self, key: str, **values: object) -> str:
        return text(self.locale, f"experiment.{key}", **values)

    @property
    def language(self) -> str:
        return text.language(self.locale)

    def has(self, key: str) -> bool:
        """Is there such a text."""
        return f"experiment.{key}" in text.under(self.locale, f"experiment.{key}")

    def number(self, value: float, digits: int = 0) -> str:
        return written(value, self.locale, digits)

    def share(self, value: float) -> str:
        return share(value, self.locale)

    def change(self, value: float) -> str:
        """A relative change with its sign: 0.1234 → `+12,3 %`."""
        return self._signed(100 * value, "0.0") + ("%" if self.language == "en" else f"{NARROW}%")

    def _signed(self, value: float, digits: str) -> str:
        return format_decimal(value, f"+{digits};-{digits}", locale=self.language).replace("-", MINUS)

    def span(self, low: str, high: str) -> str:
        return self("span", low=low, high=high)

    def metric(self, name: str) -> str:
        """What people call it; as it calls itself where nobody named it."""
        return self(f"metric.{name}") if self.has(f"metric.{name}") else name

    def value(self, metric: str, value: float) -> str:
        """A metric's own value: a share, money, or a number per unit."""
        known = METRICS.get(metric)
        if known is None or (known.kind == "mean" and not known.money):
            return self.number(value, 3)
        return self.number(value, 2) if known.money else self.share(value)

    def apart(self, metric: str, value: float) -> str:
        """A difference of two values, with its sign; of shares in percentage points."""
        known = METRICS.get(metric)
        shares = known is not None and known.kind != "mean"
        if shares:
            return self("points", value=self._signed(100 * value, "0.00"))
        return self._signed(value, "0.00" if known is not None and known.money else "0.000")

    def day(self, moment: int) -> str:
        return format_date(to_datetime(moment), "long", self.language)

    def moment(self, moment: int) -> str:
        """Date and time, in UTC."""
        return format_datetime(to_datetime(moment), "medium", locale=self.language) + " UTC"

    def ago(self, moment: int, now: int) -> str:
        """How long ago."""
        apart = to_datetime(now) - to_datetime(moment)
        return format_timedelta(-apart, add_direction=True, locale=self.language, threshold=1.5)

    def days(self, count: float) -> str:
        many = self.number(count)
        return self("days.one" if many == "1" else "days.other", count=many)
