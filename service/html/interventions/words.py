"""Names and figures of gestures → how they are written in the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from features.interventions.report import Estimate
from service.html.experiments.words import Words as Common
from service.html.numbers import changed, money, share, written
from service.texts import text


class Words(NamedTuple):
    """Calling it gives a sentence: `say("title")`."""

    locale: str
    currency: str

    def __call__(self, key: str, **values: object) -> str:
        return text(self.locale, f"goodwill.{key}", **values)

    @property
    def language(self) -> str:
        return text.language(self.locale)

    def why(self, name: str) -> str:
        """The reason of a refusal; as it calls itself where nobody named it."""
        key = f"decision.why.{name}"
        return text(self.locale, key) if key in text.under(self.locale, key) else name

    def number(self, value: float, digits: int = 0) -> str:
        return written(value, self.locale, digits)

    def share(self, value: float) -> str:
        return share(value, self.locale)

    def money(self, value: float) -> str:
        return money(value, self.currency, self.locale)

    def points(self, value: float) -> str:
        """A difference of shares, in percentage points."""
        return self("points", value=changed(100 * value, self.locale, 1))

    def estimate(self, told: Estimate | None) -> str:
        """With its interval, or that there is not enough yet."""
        if told is None:
            return self("not_yet")
        low, high = (changed(100 * end, self.locale, 1) for end in (told.low, told.high))
        return self("estimate", value=self.points(told.effect), low=low, high=high)

    def per_kept(self, cost: tuple[float, float] | None) -> str:
        """From the good end of the interval to the bad one."""
        if cost is None:
            return self("uncertain")
        return self("span", low=self.money(cost[0]), high=self.money(cost[1]))

    def day(self, moment: int) -> str:
        return Common(self.locale).day(moment)

    def moment(self, moment: int) -> str:
        """Date and time, in UTC."""
        return Common(self.locale).moment(moment)

    def ago(self, moment: int, now: int) -> str:
        """How long ago."""
        return Common(self.locale).ago(moment, now)
