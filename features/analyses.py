"""What jobs compute beside experiments → the names it is stored under; no experiment can be called so."""

from __future__ import annotations

TOUCHPOINTS = "@touchpoints"  # what was met, with its pictures
USUAL = "@usual"  # in the whole shop
INTERVENTIONS = "@interventions"  # what gestures did
POLICY = "@gestures"  # how they are chosen


def usual_weeks(unit: str, window: str) -> str:
    """The name for what units of a kind did lately in windows of a length."""
    return f"@weeks {unit} {window}"


def of_phase(name: str, phase: int) -> str:
    """The name for a phase of an experiment that isn't its last one."""
    return f"{name}@{phase}"
