"""Gaps and the answers that followed them → answers by gap, and where they fall most.

An answer follows a gap when it names the same order or item (of a contact or complaint: the same
touchpoint), comes after it was known and within two months: who answers later answers something else.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from features.clock import DAY, HOUR
from features.interactions import Floats, Mask
from features.touchpoints.cells import Curve, Point
from features.touchpoints.ratings import FEW, around
from training.touchpoints.cliff import cliff_of

FOLLOWS = 60 * DAY
STEPS = {"days": 1.0, "hours": 6.0, "money": 1.0}  # how finely gaps are told apart; others aren't measured
LENGTHS = {"days": DAY, "hours": HOUR}
TALKS = ("waiting", "complaint")  # answers don't name which
NAMED = ["touchpoint", "kind", "unit", "metric"]


def curves_of(gaps: pl.DataFrame, answers: pl.DataFrame) -> list[Curve]:
    """Per touchpoint, kind and metric with enough answers. `gaps`: known.COLUMNS; `answers`: ratings."""
    both = following(gaps.filter(pl.col("unit").is_in(list(STEPS))), answers)
    parts = both.sort(NAMED).partition_by(NAMED, maintain_order=True)
    return [_curve(rows) for rows in parts if len(rows) >= 2 * FEW]


def following(gaps: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Pairs of a gap, as long as it was when it was answered, and that answer; the first of each metric."""
    subject = pl.coalesce("order_id", "item_id").alias("subject")
    said = answers.select("person", "touchpoint", "metric", "score", subject, answered="at")
    talks = gaps.filter(pl.col("kind").is_in(TALKS))
    named = gaps.join(said.drop("touchpoint"), on=["person", "subject"])
    there = talks.join(said.drop("subject"), on=["person", "touchpoint"]).select(named.columns)
    since = pl.col("answered") - pl.col("at")
    pairs = pl.concat([named, there]).filter(since.is_between(0, FOLLOWS))
    once = ["kind", "subject", "metric"]
    first = pairs.sort("answered", "score").unique(once, keep="first", maintain_order=True)
    return first.with_columns(gap=_so_far())


def _so_far() -> pl.Expr:
    """Who answers while they still wait answers to the wait so far."""
    length = pl.col("unit").replace_strict(LENGTHS, default=None, return_dtype=pl.Float64)
    waited = ((pl.col("answered") - pl.col("at")) / length).ceil()
    late = ~pl.col("met") & length.is_not_null()
    return pl.when(late).then(pl.min_horizontal("gap", waited)).otherwise("gap")


def _curve(rows: pl.DataFrame) -> Curve:
    touchpoint, kind, unit, metric = rows.select(NAMED).row(0)
    gap, score, met = (rows[name].to_numpy() for name in ("gap", "score", "met"))
    steps = np.floor(gap / STEPS[unit]) * STEPS[unit]
    return Curve(
        touchpoint=touchpoint,
        kind=kind,
        unit=unit,
        metric=metric,
        points=[_point(float(steps[part].min()), score[part]) for part in _with_enough(steps)],
        cliff=cliff_of(steps, score),
        met=_point(0.0, score[met]),
        unmet=_point(STEPS[unit], score[~met]),
    )


def _with_enough(steps: Floats) -> Iterator[Mask]:
    """Masks of neighbouring steps, each as narrow as is enough for a mean; the last takes what is left."""
    values, counts = np.unique(steps, return_counts=True)
    begin, held, left = 0, 0, int(counts.sum())
    for place, count in enumerate(counts.tolist()):
        held, left = held + count, left - count
        if held >= FEW and (left >= FEW or not left):
            yield (steps >= values[begin]) & (steps <= values[place])
            begin, held = place + 1, 0


def _point(gap: float, scores: Floats) -> Point:
    """The mean with its interval; with few only how many."""
    if len(scores) < FEW:
        return Point(gap=gap, n=len(scores))
    mean = float(scores.mean())
    low, high = around(mean, float(scores.std(ddof=1)), len(scores))
    return Point(gap=gap, n=len(scores), mean=mean, low=low, high=high)
