"""What begins and what ends it → how long it took, against what the shop promised at that touchpoint."""

from __future__ import annotations

from typing import Literal

import polars as pl

from features.touchpoints.known import WHO, Known

Promise = Literal["answer_within", "resolve_within"]


def against_promise(
    known: Known, begins: tuple[str, ...], ends: str, key: str, promise: Promise, unit: int
) -> pl.DataFrame:
    """A row per `key`, expectation and experience in `unit` (microseconds); told twice, the first counts.

    What is still open counts as soon as the promise has passed, with the time so far. Where nothing is
    promised, and at a touchpoint that nobody defined, there is no row. Odd: it ended before it began.
    """
    begun = known.of(*begins).sort("at").unique(key, keep="first", maintain_order=True)
    promised = begun.join(_promises(known, promise), on="touchpoint").rename({"at": "since", key: "subject"})
    ended = known.of(ends).select(pl.col(key).alias("subject"), "at")
    rows = promised.join(_first_after(promised, ended), on="subject", how="left")
    done, due = pl.col("until").is_not_null(), pl.col("since") + pl.col("limit")
    passed = rows.filter(done | pl.col("odd") | (due <= known.as_of))
    met = (done & (pl.col("until") <= due)).fill_null(value=False)
    return passed.with_columns(met=met).select(
        *WHO,
        "touchpoint",
        "subject",
        "met",
        at=pl.when("met").then("until").otherwise(pl.min_horizontal(due, known.as_of)),
        expectation=pl.col("limit") / unit,
        experience=(pl.col("until").fill_null(known.as_of) - pl.col("since")) / unit,
        odd=pl.col("odd").fill_null(value=False),
    )


def _promises(known: Known, promise: Promise) -> pl.DataFrame:
    limits = {name: one.promised(promise) for name, one in known.touchpoints.items()}
    given = [(name, limit) for name, limit in limits.items() if limit is not None]
    return pl.DataFrame(given, {"touchpoint": pl.String, "limit": pl.Int64}, orient="row")


def _first_after(begun: pl.DataFrame, ended: pl.DataFrame) -> pl.DataFrame:
    """Per subject: the first end since it began, and whether there was one only before."""
    both = begun.select("subject", "since").join(ended, on="subject")
    later = pl.col("at").filter(pl.col("at") >= pl.col("since"))
    return both.group_by("subject").agg(until=later.min(), odd=later.is_empty())
