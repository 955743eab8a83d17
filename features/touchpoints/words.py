"""Good and bad comments → the words that separate them: log-odds with an informative Dirichlet prior.

Monroe, Colaresi, Quinn, Fightin' Words, Political Analysis 16 (2008), equations 15 to 22. A word counts
once a comment; one that few people used isn't shown: it might be a name.
"""

from __future__ import annotations

import polars as pl

from features.touchpoints.cells import Word
from features.touchpoints.ratings import Z

PRIOR = 100.0  # words that the prior weighs, spread as in all comments
FEWEST = 5  # persons
MOST = 20  # words of each side
_WORD = r"\p{L}{3,}"


def separating(comments: pl.DataFrame) -> list[Word]:
    """The words beyond the 95 % interval, the most telling first; `comments`: `person`, `comment`, `good`."""
    said = (
        comments.drop_nulls().unique(["person", "comment", "good"], maintain_order=True).with_row_index("n")
    )
    words = said.with_columns(word=pl.col("comment").str.to_lowercase().str.extract_all(_WORD))
    each = words.explode("word").drop_nulls("word").unique(["n", "word"])
    if each.is_empty() or each["good"].n_unique() < 2:
        return []
    counted = each.group_by("word").agg(
        good=pl.col("good").sum(), bad=(~pl.col("good")).sum(), persons=pl.col("person").n_unique()
    )
    told = _weighed(counted).filter((pl.col("z").abs() > Z) & (pl.col("persons") >= FEWEST))
    sides = (told.filter(side) for side in (pl.col("z") > 0, pl.col("z") < 0))
    first = pl.concat([side.sort(pl.col("z").abs(), "word", descending=True).head(MOST) for side in sides])
    rows = first.select("word", "good", "bad", "log_odds", "z").iter_rows(named=True)
    return [Word(**row) for row in rows]


def _weighed(counted: pl.DataFrame) -> pl.DataFrame:
    """Each word's log-odds among good comments against bad ones, and in deviations of it."""
    every = pl.col("good") + pl.col("bad")
    prior = PRIOR * every / every.sum()

    def odds(side: str) -> pl.Expr:
        mine, all_ = pl.col(side) + prior, pl.col(side).sum() + PRIOR
        return (mine / (all_ - mine)).log()

    spread = (1 / (pl.col("good") + prior) + 1 / (pl.col("bad") + prior)).sqrt()
    apart = odds("good") - odds("bad")
    return counted.with_columns(log_odds=apart, z=apart / spread)
