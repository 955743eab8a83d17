"""Names and figures of touchpoints → how they are written in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from babel.dates import format_date

from features.touchpoints.differences import Difference
from features.touchpoints.ratings import Score
from service.html.experiments.words import Words as Common
from service.html.numbers import changed, share, written
from service.texts import text

DASH = "–"
SHARES = ("csat", "ces")


class Words(NamedTuple):
    """Calling it gives a sentence: `say("title")`."""

    locale: str

    def __call__(self, key: str, **values: object) -> str:
        return text(self.locale, f"touchpoint.{key}", **values)

    @property
    def language(self) -> str:
        return text.language(self.locale)

    def ago(self, moment: int, now: int) -> str:
        """How long ago."""
        return Common(self.locale).ago(moment, now)

    def moment(self, moment: int) -> str:
        """Date and time, in UTC."""
        return Common(self.locale).moment(moment)

    def share(self, value: float | None) -> str:
        return DASH if value is None else share(value, self.locale)

    def number(self, value: float, digits: int = 0) -> str:
        return written(value, self.locale, digits)

    def named(self, kind: str, name: str) -> str:
        """What people call it; as it calls itself where nobody named it."""
        key = f"touchpoint.{kind}.{name}"
        return text(self.locale, key) if key in text.under(self.locale, key) else name

    def month(self, month: str) -> str:
        """`2026-03` → `Mär 2026`."""
        year, number = map(int, month.split("-"))
        return format_date(date(year, number, 1), "LLL yyyy", self.language)

    def span(self, low: str, high: str) -> str:
        return self("span", low=low, high=high)

    def shares(self, low: float, high: float) -> str:
        return self.span(self.share(low), self.share(high))

    def points(self, difference: Difference | None) -> str:
        """A change of a share in percentage points with its interval; a dash where too few are compared."""
        if difference is None:
            return DASH
        value, low, high = (
            changed(100 * part, self.locale, 1) for part in (difference.value, *difference.interval)
        )
        return self("points", value=value, low=low, high=high)

    def points_cell(self, difference: Difference | None) -> str:
        """The same where the column says what it is."""
        if difference is None:
            return DASH
        value, low, high = (
            changed(100 * part, self.locale, 1) for part in (difference.value, *difference.interval)
        )
        return self("share", value=value, span=self.span(low, high))

    def points_short(self, difference: Difference | None) -> str:
        """The same without its interval."""
        if difference is None:
            return DASH
        return self("points.short", value=changed(100 * difference.value, self.locale, 1))

    def gap(self, value: float, unit: str) -> str:
        """A mean gap with its sign and unit."""
        return self(f"unit.{unit}", value=changed(value, self.locale, 2))

    def score(self, score: Score) -> str:
        """A score as people write it, with its interval; few answers are counted only."""
        if score.value is None or score.interval is None:
            return self("few", n=self.number(score.n))
        value, low, high = (self._score(score.metric, part) for part in (score.value, *score.interval))
        return self("score", value=value, low=low, high=high, n=self.number(score.n))

    def score_short(self, score: Score) -> str:
        """The same without its interval."""
        return self("few.short") if score.value is None else self._score(score.metric, score.value)

    def _score(self, metric: str, value: float) -> str:
        if metric == "nps":
            return changed(100 * value, self.locale, 0)
        return self.share(value) if metric in SHARES else self.number(value, 2)
