"""Baskets become each session's steps in order, and then moments: searches, views, carts, orders, consent."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from training.demo.appeal import Ints
from training.demo.people import People
from training.demo.products import Category
from training.demo.sessions import Sessions

# A step's key says its place in the session: ten per line looked at, then what closes the session.
LEAVES_CART, STATES, PAYS, SIGNS_OUT = 5_000, 9_000, 10_000, 20_000
PACE = {
    "view_item_list": 0.02,
    "select_item": 0.1,
    "purchase": 4.0,
    "identify": 0.6,
    "customer_updated": 0.02,
}
PER_LINE = {"view_item": 2, "not_interested": 3, "add_to_wishlist": 4, "add_to_cart": 5}


def session_steps(
    rng: np.random.Generator,
    people: People,
    categories: tuple[Category, ...],
    kinds: Ints,
    sessions: Sessions,
    lines: pl.DataFrame,
    others: Sequence[pl.DataFrame],
) -> pl.DataFrame:
    """Columns session, key, event, item, quantity, query, category, results, and those of `others`."""
    english = people.english[sessions.person]
    parts = [
        of_lines(lines, "view_item", pl.lit(True)),
        of_lines(lines, "not_interested", pl.col("disliked")),
        of_lines(lines, "add_to_wishlist", pl.col("wished")),
        of_lines(lines, "add_to_cart", pl.col("carted")),
        removals(lines),
        orders(lines),
        searches(rng, categories, kinds, english.astype(np.int64), lines),
        *others,
    ]
    return pl.concat(parts, how="diagonal").sort("session", "key")


def of_lines(lines: pl.DataFrame, event: str, chosen: pl.Expr) -> pl.DataFrame:
    quantity = pl.col("quantity") if event == "add_to_cart" else pl.lit(None, pl.Int64)
    return lines.filter(chosen).select(
        "session",
        "item",
        key=pl.col("slot") * 10 + PER_LINE[event],
        event=pl.lit(event),
        quantity=quantity,
    )


def removals(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter("removed").select(
        "session", "item", "quantity", key=pl.col("slot") + LEAVES_CART, event=pl.lit("remove_from_cart")
    )


def orders(lines: pl.DataFrame) -> pl.DataFrame:
    """One step per order; its lines are joined once moments and ids are known."""
    return (
        lines.filter("bought")
        .unique("session", maintain_order=True)
        .select("session", key=pl.lit(PAYS, pl.Int64), event=pl.lit("purchase"))
    )


def searches(
    rng: np.random.Generator,
    categories: tuple[Category, ...],
    kinds: Ints,
    english: Ints,
    lines: pl.DataFrame,
) -> pl.DataFrame:
    """Before a view: words for that kind of thing in one's language, now and then within the category."""
    typed = lines.filter(pl.Series(rng.random(len(lines)) < np.where(lines["slot"] == 0, 0.3, 0.05)))
    kind = kinds[typed["item"].to_numpy()]
    language = english[typed["session"].to_numpy()]
    chance = rng.random((2, len(typed)))
    words = [categories[k].queries[tongue] for k, tongue in zip(kind, language, strict=True)]
    return typed.select(
        "session",
        key=pl.col("slot") * 10 + 1,
        event=pl.lit("search"),
        query=pl.Series(
            [some[int(at * len(some))] for some, at in zip(words, chance[0], strict=True)], dtype=pl.String
        ),
        category=pl.Series(
            [categories[k].path if at < 0.25 else None for k, at in zip(kind, chance[1], strict=True)],
            dtype=pl.String,
        ),
        results=pl.Series(rng.integers(4, 30, len(typed)), dtype=pl.Int64),
    )


def refusals(rng: np.random.Generator, people: People, sessions: Sessions) -> pl.DataFrame:
    """A few customers decide about the use of their data: some refuse all of it, some only advertising."""
    chance = rng.random(len(sessions))
    rows = [
        {"session": session, "personalisation": answer, "analytics": answer, "marketing": "denied"}
        for session in np.flatnonzero((chance < 0.004) & (sessions.person < people.customers))
        for answer in ["denied" if chance[session] < 0.0015 else "granted"]
    ]
    schema = {
        "session": pl.Int64,
        "personalisation": pl.String,
        "analytics": pl.String,
        "marketing": pl.String,
    }
    return pl.DataFrame(rows, schema=schema).with_columns(
        key=pl.lit(STATES, pl.Int64), event=pl.lit("consent_updated")
    )


def timed(rng: np.random.Generator, sessions: Sessions, steps: pl.DataFrame) -> pl.DataFrame:
    """Adds `moment`, seconds since the period's start: half a minute a step, more at the checkout."""
    pace = steps["event"].replace_strict(PACE, default=1.0, return_dtype=pl.Float64).to_numpy()
    gaps = rng.gamma(1.5, 22.0 * pace) + 0.5
    start = sessions.start[steps["session"].to_numpy()]
    return (
        steps.with_columns(gap=pl.Series(gaps), start=pl.Series(start))
        .with_columns(moment=pl.col("start") + pl.col("gap").cum_sum().over("session"))
        .drop("gap", "start")
    )
