"""Gaps and answers with their segments → counts and sums per month, touchpoint and segment."""

from __future__ import annotations

import msgspec
import polars as pl

from features.clock import DAY
from features.touchpoints.cells import BYS, AnswerCell, GapCell
from features.touchpoints.gaps import Gaps

MADE_GOOD = 14 * DAY  # a gesture so soon after a gap answers it
HALVES = 2  # scores are counted to the half


def with_gestures(gaps: Gaps) -> pl.DataFrame:
    """The gaps, and `gesture`: was one sent after it wasn't met."""
    sent = gaps.events.filter(pl.col("kind") == "intervention_sent")
    gestures = sent.select("person", sent_at="at").sort("sent_at")
    rows = gaps.rows.sort("at").join_asof(
        gestures,
        left_on="at",
        right_on="sent_at",
        by="person",
        strategy="forward",
        tolerance=MADE_GOOD,
        check_sortedness=False,
    )
    return rows.with_columns(gesture=pl.col("sent_at").is_not_null() & ~pl.col("met")).drop("sent_at")


def gap_cells(rows: pl.DataFrame) -> list[GapCell]:
    """`rows`: gaps with segments and `gesture`."""
    found: list[GapCell] = []
    for by in (by for by in BYS if by in rows.columns):
        cells = rows.group_by("touchpoint", "kind", "unit", "month", pl.lit(by).alias("by"), segment=by).agg(
            n=pl.len(),
            met=pl.col("met").sum(),
            sum=pl.col("gap").sum(),
            squares=(pl.col("gap") ** 2).sum(),
            gestures=pl.col("gesture").sum(),
        )
        ordered = cells.sort("touchpoint", "kind", "month", "segment")
        found += [msgspec.convert(row, GapCell) for row in ordered.iter_rows()]
    return found


def answer_cells(rows: pl.DataFrame) -> list[AnswerCell]:
    """`rows`: answers with segments and voices."""
    named = ("touchpoint", "metric", "month")
    score = (pl.col("score") * HALVES).round() / HALVES
    found: list[AnswerCell] = []
    for by in BYS:
        times = rows.group_by(*named, segment=by, score=score).agg(times=pl.len()).sort("score")
        cells = (
            times.group_by(*named, "segment", maintain_order=True)
            .agg("score", "times")
            .sort(*named, "segment")
        )
        for touchpoint, metric, month, segment, scores, counts in cells.iter_rows():
            counted = dict(zip(scores, counts, strict=True))
            found.append(
                AnswerCell(
                    touchpoint=touchpoint, metric=metric, month=month, by=by, segment=segment, scores=counted
                )
            )
    return found
