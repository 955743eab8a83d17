"""What jobs compute beside experiments → the names it is stored under; no experiment can be called so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from features.errors import BadInput

TOUCHPOINTS = "@touchpoints"  # what was met, with its pictures
USUAL = "@usual"  # in the whole shop
INTERVENTIONS = "@interventions"  # what gestures did
POLICY = "@gestures"  # how they are chosen


def takes_over(as_of: int, before: Callable[[], int], now: int) -> bool:
    """Is what was computed as of a moment to replace what is kept, as of `before`: not what is newer.

    What can't be read any more (BadInput) is replaced; nothing kept is as of a moment that hasn't come yet.
    """
    with suppress(BadInput):
        return as_of >= min(before(), now)
    return True


def usual_weeks(unit: str, window: str) -> str:
    """The name for what units of a kind did lately in windows of a length."""
    return f"@weeks {unit} {window}"


def of_phase(name: str, phase: int) -> str:
    """The name for a phase of an experiment that isn't its last one."""
    return f"{name}@{phase}"
