"""A definition → what both pages of experiments say of it: where it stands, and since when."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from babel.dates import format_date

from features.experiments.definition import Experiment
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.experiments.words import Words


def address(name: str) -> str:
    """The page of one."""
    return f"{HOME}/{quote(name, safe='')}"


def when(definition: Experiment, now: int, say: Words) -> str:
    """When it starts, since when it runs, or when it ended."""
    ends = [moment for moment in (definition.end, definition.stopped) if moment is not None]
    if now < definition.starts_at:
        return say("starts", day=_day(definition.start, say))
    if ends and definition.ended(now):
        return say("ended", day=_day(min(ends), say))
    return say("runs", day=_day(definition.start, say))


def _day(moment: datetime, say: Words) -> str:
    """Where its tester wrote it: midnight in Berlin is no day earlier because that is so in UTC."""
    return format_date(moment, "long", say.language)
