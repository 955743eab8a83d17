"""Builders: an experiment as a tester writes it, with whatever the test is about."""

from __future__ import annotations

from typing import Any

from features.clock import DAY, parse_moment
from features.experiments.definition import Experiment, from_table

START = parse_moment("2026-12-01T00:00:00Z")
BEFORE, WHILE = START - DAY, START + 5 * DAY

DEFAULT = {"name": "default", "weight": 0.5, "page": "default"}
PERSONALISED = {"name": "personalised", "weight": 0.5}


def written(**other: Any) -> dict[str, Any]:
    """The definition as JSON or TOML has it; None leaves a field out."""
    table = {
        "name": "homepage",
        "variants": [DEFAULT, PERSONALISED],
        "start": "2026-12-01T00:00:00Z",
        "metric": "conversion",
        "smallest_effect": 0.05,
        "planned_size": 10_000,
        **other,
    }
    return {field: value for field, value in table.items() if value is not None}


def experiment(**other: Any) -> Experiment:
    """The same, read."""
    return from_table(written(**other))
