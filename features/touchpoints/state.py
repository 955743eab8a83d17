"""A customer's events and gaps → at risk, satisfied, loyal or delighted; and who moved from one to another.

The rules are data: the first whose conditions all hold counts.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import polars as pl

from features.clock import DAY
from features.touchpoints.gaps import Gaps
from features.touchpoints.names import State

Signal = Literal["open_complaints", "bad_last_rating", "best_last_rating", "unmet", "orders"]
UNMET_SPAN, RATING_SPAN, ORDER_SPAN = 30 * DAY, 90 * DAY, 365 * DAY
BAD = {"csat": 2, "stars": 2, "nps": 6, "ces": 3}  # up to
BEST = {"csat": 5, "stars": 5, "nps": 9, "ces": 6}  # from


class Condition(NamedTuple):
    """A signal that lies between two counts, both included."""

    signal: Signal
    least: int = 0
    most: int = 2**31


class Rule(NamedTuple):
    """All conditions hold."""

    state: State
    conditions: tuple[Condition, ...]


RULES = (
    Rule("at_risk", (Condition("open_complaints", least=1),)),
    Rule("at_risk", (Condition("bad_last_rating", least=1),)),
    Rule("at_risk", (Condition("unmet", least=2),)),
    Rule(
        "delighted",
        (Condition("best_last_rating", least=1), Condition("orders", least=2), Condition("unmet", most=0)),
    ),
    Rule("loyal", (Condition("orders", least=3),)),
    Rule("satisfied", (Condition("orders", least=1),)),
)


def states_of(gaps: Gaps, at: int) -> pl.DataFrame:
    """Columns `customer_id`, `state`: everybody who ever ordered or complained, as of `at` (microseconds)."""
    signals = _signals(gaps, at)
    state = pl.coalesce(*(pl.when(_holds(rule)).then(pl.lit(rule.state)) for rule in RULES))
    return signals.select("customer_id", state=state).drop_nulls().sort("customer_id")


def moves(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Columns `before`, `now`, `customers`: how many of those in both went from where to where."""
    both = before.rename({"state": "before"}).join(now.rename({"state": "now"}), on="customer_id")
    return both.group_by("before", "now").agg(customers=pl.len()).sort("before", "now")


def _holds(rule: Rule) -> pl.Expr:
    return pl.all_horizontal(pl.col(one.signal).is_between(one.least, one.most) for one in rule.conditions)


def _signals(gaps: Gaps, at: int) -> pl.DataFrame:
    """A row per customer: each signal as a count."""
    events = gaps.events.filter((pl.col("at") <= at) & pl.col("customer_id").is_not_null())
    since = pl.col("at") > at - UNMET_SPAN
    unmet = gaps.rows.filter(since & (pl.col("at") <= at) & ~pl.col("met"))
    counted = {
        "open_complaints": _open_complaints(events),
        "unmet": unmet.select("customer_id"),
        "orders": events.filter(pl.col("kind") == "purchase", pl.col("at") > at - ORDER_SPAN)
        .unique("order_id")
        .select("customer_id"),
        **_last_ratings(events.filter(pl.col("at") > at - RATING_SPAN)),
    }
    found = events.select("customer_id").unique()
    for name, rows in counted.items():
        found = found.join(
            rows.group_by("customer_id").agg(pl.len().alias(name)), on="customer_id", how="left"
        )
    return found.with_columns(pl.col(*counted).fill_null(0).cast(pl.Int64))


def _open_complaints(events: pl.DataFrame) -> pl.DataFrame:
    resolved = events.filter(pl.col("kind") == "complaint_resolved").select("complaint_id")
    raised = events.filter(pl.col("kind") == "complaint_raised").unique("complaint_id")
    return raised.join(resolved, on="complaint_id", how="anti").select("customer_id")


def _last_ratings(events: pl.DataFrame) -> dict[str, pl.DataFrame]:
    rated = events.filter(pl.col("kind") == "experience_rated").sort("at", "score")
    last = rated.group_by("customer_id", maintain_order=True).last()
    bad, best = (pl.col("metric").replace_strict(marks, default=None) for marks in (BAD, BEST))
    return {
        "bad_last_rating": last.filter(pl.col("score") <= bad).select("customer_id"),
        "best_last_rating": last.filter(pl.col("score") >= best).select("customer_id"),
    }
