"""A definition → what both pages of experiments say of it: where it stands, and since when."""

from __future__ import annotations

from urllib.parse import quote

from features.experiments.definition import Experiment
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.experiments.words import Words


def address(name: str) -> str:
    """The page of one."""
    return f"{HOME}/{quote(name, safe='')}"


def when(definition: Experiment, now: int, say: Words) -> str:
    """When it starts, since when it runs, or when it ended."""
    ends_at = definition.ends_at
    if now < definition.starts_at:
        return say("starts", day=say.day(definition.starts_at))
    if ends_at is not None and definition.ended(now):
        return say("ended", day=say.day(ends_at))
    return say("runs", day=say.day(definition.starts_at))
