"""Rows of a person at a moment → the segments they belonged to then, and the month it was."""

from __future__ import annotations

import polars as pl

from features.clock import DAY
from features.touchpoints.cells import UNSAID

REGULAR = 2  # orders up to then
INVITED = 30 * DAY  # who answers so long after a survey was sent was asked
PUBLIC = ("review_site", "social")


def with_segments(rows: pl.DataFrame, events: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Adds a column per way to split (`cells.By`), UNSAID where it isn't known, and `month` as `2026-03`.

    `rows`: `person`, `at`, `channel`, `touchpoint` and any more; `events` as `read_events` gives them.
    """
    told = rows.drop("country", "age_band", strict=False).sort("at")
    for name in ("country", "age_band"):
        told = _as_of(told, events.drop_nulls(name), name)
    orders = events.filter(pl.col("kind") == "purchase").with_columns(
        orders=pl.int_range(1, pl.len() + 1).over("person")
    )
    told = _as_of(told, orders, "orders")
    local = pl.from_epoch("at", "us").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    regular = pl.col("orders").fill_null(0) >= REGULAR
    return told.with_columns(
        pl.col("country", "age_band", "channel").fill_null(UNSAID),
        all=pl.lit("all"),
        customer=pl.when(regular).then(pl.lit("regular")).otherwise(pl.lit("new")),
        month=local.dt.strftime("%Y-%m"),
    ).drop("orders")


def with_voices(answers: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Adds `voice` (public or private) and `asked` (asked or unasked) to answers with their segments."""
    sent = events.filter(pl.col("kind") == "survey_sent").drop_nulls("touchpoint")
    surveys = sent.select("person", "touchpoint", sent_at="at").sort("sent_at")
    told = answers.sort("at").join_asof(
        surveys,
        left_on="at",
        right_on="sent_at",
        by=["person", "touchpoint"],
        tolerance=INVITED,
        check_sortedness=False,
    )
    public = pl.col("channel").is_in(PUBLIC) | pl.col("public").fill_null(value=False)
    return told.with_columns(
        voice=pl.when(public).then(pl.lit("public")).otherwise(pl.lit("private")),
        asked=pl.when(pl.col("sent_at").is_null()).then(pl.lit("unasked")).otherwise(pl.lit("asked")),
    )


def _as_of(rows: pl.DataFrame, events: pl.DataFrame, name: str) -> pl.DataFrame:
    """What was last said of a person up to each row."""
    said = events.select("person", "at", name).sort("at")
    return rows.join_asof(said, on="at", by="person", check_sortedness=False)
