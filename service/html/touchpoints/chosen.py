"""What a reader of touchpoints chose to see, the addresses that keep it, and what there is to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from features.clock import parse_moment
from features.touchpoints.cells import ALL, By
from features.touchpoints.definition import Touchpoint
from features.touchpoints.months import USUAL_SPAN, last_months
from features.touchpoints.stored import Stored
from service.html.console_nav import TOUCHPOINTS as HOME


class Chosen(NamedTuple):
    """What a reader wants to see: so many months up to the newest, split by something."""

    months: int = USUAL_SPAN
    by: By = ALL
    language: str = "de"

    def address(self, at: str = HOME, **other: object) -> str:
        """Of a page with this choice, or with another in part."""
        chosen = {"months": self.months, "by": self.by, "locale": self.language} | other
        return f"{at}?{urlencode(chosen)}"


class Link(NamedTuple):
    """`here`: it is what is shown."""

    label: str
    href: str
    here: bool = False


class Shown(NamedTuple):
    """What there is to show; `computed_at` and `now` in microseconds."""

    stored: Stored
    touchpoints: Mapping[str, Touchpoint]
    computed_at: int
    now: int
    zone: str

    def months(self, chosen: Chosen) -> list[str]:
        """Oldest first."""
        return last_months(chosen.months, parse_moment(self.stored.analysis.as_of), self.zone)
