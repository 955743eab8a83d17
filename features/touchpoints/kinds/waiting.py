"""Waiting for an answer, in hours, against how soon the shop promises one."""

from __future__ import annotations

import polars as pl

from features.clock import HOUR
from features.touchpoints.known import Known, as_gaps
from features.touchpoints.spans import against_promise


def of(known: Known) -> pl.DataFrame:
    """A row per contact that was answered, or that should have been by now."""
    rows = against_promise(
        known, ("contact_started",), "contact_answered", "contact_id", "answer_within", HOUR
    )
    return as_gaps(rows, "waiting", "hours", higher_is_worse=True)
