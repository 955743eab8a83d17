"""Names and figures of an analysis → how they are written in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from features.clock import MINUTE, to_datetime
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

    def named(self, kind: str, name: str) -> str:
        """What people call it; as it calls itself where nobody named it."""
        return self(f"{kind}.{name}") if self.has(f"{kind}.{name}") else name

    def metric(self, name: str) -> str:
        """The name of a metric."""
        return self.named("metric", name)

    def probability(self, value: float) -> str:
        """0.0004 → `< 0,001`."""
        return self("less", value=self.number(0.001, 3)) if value < 0.001 else self.number(value, 3)

    def value(self, metric: str, value: float) -> str:
        """A metric's own value: a share, money, or a number per unit."""
        known = METRICS.get(metric)
        if known is None or (known.kind == "mean" and not known.money):
            return self.number(value, 3)
        return self.number(value, 2) if known.money else self.share(value)

    def apart(self, metric: str, value: float) -> str:
        """A difference of two values, with its sign; of shares in percentage points."""
        return self._unit(metric, self._apart(metric, value))

    def between(self, metric: str, low: float, high: float) -> str:
        """An interval of such a difference."""
        return self._unit(metric, self.span(self._apart(metric, low), self._apart(metric, high)))

    def _apart(self, metric: str, value: float) -> str:
        known = METRICS.get(metric)
        if known is not None and known.kind != "mean":
            return self._signed(100 * value, "0.00")
        return self._signed(value, "0.00" if known is not None and known.money else "0.000")

    def _unit(self, metric: str, figures: str) -> str:
        known = METRICS.get(metric)
        return self("points", value=figures) if known is not None and known.kind != "mean" else figures

    def day(self, moment: int) -> str:
        return format_date(to_datetime(moment), "long", self.language)

    def moment(self, moment: int) -> str:
        """Date and time, in UTC."""
        return format_datetime(to_datetime(moment), "medium", locale=self.language) + " UTC"

    def ago(self, moment: int, now: int) -> str:
        """How long ago."""
        apart = to_datetime(now) - to_datetime(moment)
        if now - moment < MINUTE:
            return self("just_now")
        return format_timedelta(-apart, add_direction=True, locale=self.language, threshold=1.5)

    def days(self, count: float) -> str:
        """As in `after 14 days`."""
        return self._counted("days", count)

    def lasting(self, count: float) -> str:
        """As in `14 days long`; at least one."""
        return self._counted("lasting", max(1, count))

    def _counted(self, key: str, count: float) -> str:
        many = self.number(count)
        return self(f"{key}.one" if many == self.number(1) else f"{key}.other", count=many)
