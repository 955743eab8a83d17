"""A complaint that was taken note of but not resolved, in days, against what the shop promises."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.touchpoints.known import Known, as_gaps
from features.touchpoints.spans import against_promise

BEGINS = ("complaint_raised", "complaint_acknowledged")


def of(known: Known) -> pl.DataFrame:
    """A row per complaint that was resolved, or that should have been by now; it begins when it is raised."""
    rows = against_promise(known, BEGINS, "complaint_resolved", "complaint_id", "resolve_within", DAY)
    return as_gaps(rows, "complaint", "days", higher_is_worse=True)
