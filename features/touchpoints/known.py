"""Everything that gaps are derived from, and the columns in which every kind of gap comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, Protocol

import polars as pl

from features.touchpoints.definition import Touchpoint
from features.touchpoints.usual import Usual

Unit = Literal["days", "hours", "stars", "points", "money", "result"]

COLUMNS = pl.Schema(
    {
        "touchpoint": pl.String,
        "kind": pl.String,
        "at": pl.Int64,
        "person": pl.UInt32,
        "customer_id": pl.String,
        "anonymous_id": pl.String,
        "channel": pl.String,
        "subject": pl.String,
        "expectation": pl.Float64,
        "experience": pl.Float64,
        "gap": pl.Float64,
        "met": pl.Boolean,
        "unit": pl.String,
        "odd": pl.Boolean,
    }
)
WHO = ("person", "customer_id", "anonymous_id", "channel")
OFFERS = pl.Schema(
    {
        "item_id": pl.String,
        "at": pl.Int64,
        "price": pl.Float64,
        "currency": pl.String,
        "buyable": pl.Boolean,
    }
)


class Said(Protocol):
    """What an answer said, as the answers' memory keeps it."""

    @property
    def answer(self) -> str: ...
    @property
    def item_id(self) -> str | None: ...
    @property
    def order_id(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, str | int | float | bool | None]: ...


class Known(NamedTuple):
    """`events` as `read_events` gives them; nothing later than `as_of` (microseconds) is looked at.

    `zone`: of customers of whom none is known. `offers`: columns OFFERS; `categories`: item → category.
    `content_of`: answer_id → what it said, None where that can't be told. `usual`: of the whole shop, where
    `events` are those of a few customers; None: they are all there are.
    """

    events: pl.DataFrame
    as_of: int
    touchpoints: Mapping[str, Touchpoint]
    zone: str
    offers: pl.DataFrame = pl.DataFrame(schema=OFFERS)
    categories: Mapping[str, str] = {}
    content_of: Callable[[str], Said | None] = lambda answer_id: None
    usual: Usual | None = None

    def of(self, *kinds: str) -> pl.DataFrame:
        """The events of these kinds, by person and time."""
        return self.events.filter(pl.col("kind").is_in(kinds))


def as_gaps(rows: pl.DataFrame, kind: str, unit: Unit, *, higher_is_worse: bool) -> pl.DataFrame:
    """Rows with `expectation`, `experience`, `met` and the rest of COLUMNS → gaps; positive is worse.

    `at`: when it was known whether the expectation was met. `odd`: clocks that disagree, False unless said.
    """
    worse = pl.col("experience") - pl.col("expectation")
    odd = rows["odd"] if "odd" in rows.columns else pl.lit(value=False)
    whole = rows.with_columns(
        gap=worse if higher_is_worse else -worse, kind=pl.lit(kind), unit=pl.lit(unit), odd=odd
    )
    return whole.select(pl.col(name).cast(form) for name, form in COLUMNS.items())
