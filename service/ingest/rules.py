"""Rows in normal form → for each row that can't be used the reason, in words that name the column."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import polars as pl
from msgspec import Struct

from features.events import KINDS, Impression, Line, OrderLine
from service.ingest.columns import UNREADABLE, Columns, required

# The kinds whose rows are lines, and what a line is; the others are about one thing.
LINES: dict[str, type[Struct]] = {
    "view_item_list": Impression,
    "view_cart": Line,
    "begin_checkout": Line,
    "purchase": OrderLine,
    "refund": Line,
}
_MAY_BE_BARE = {"view_cart", "refund"}  # without any item
_EXPECTED = {
    "whole": "is no whole number",
    "decimal": "is no number",
    "truth": "is neither true nor false",
    "time": "is no time",
}
_MOST = {"quantity": 1_000_000, "price": 1_000_000_000, "value": 1_000_000_000, "score": 10}
_TOO_SMALL = {"quantity": "not positive"}


def wrong_events(frame: pl.DataFrame, columns: Columns) -> pl.Series:
    """The reason of each row of events, null where it is good."""
    rules = [*_about_envelope(frame), *_about_cells(frame, columns), *_about_numbers(frame)]
    return _first_reason(frame, rules)


def wrong_things(frame: pl.DataFrame, columns: Columns, struct: type[Struct]) -> pl.Series:
    """The reason of each row of items or origins, null where it is good."""
    rules = [(_unreadable(name, columns), cell(frame, UNREADABLE + name).is_not_null()) for name in columns]
    rules += [(f"{name} is missing", cell(frame, name).is_null()) for name in sorted(required(struct))]
    rules += [_not_finite(frame, name) for name, sort in columns.items() if sort == "decimal"]
    return _first_reason(frame, rules)


def clashes(frame: pl.DataFrame) -> pl.Series:
    """The reason where rows share an event_id and can't be one event, null elsewhere."""
    lines = pl.col("event").is_in(LINES)
    rules = [
        (f"{name} differs within one event_id", cell(frame, name).cast(pl.String) != _least(frame, name))
        for name in ("event", "customer_id", "anonymous_id")
    ]
    one_thing = (cell(frame, "item_id").cast(pl.String) != _least(frame, "item_id")) & ~lines
    return _first_reason(frame, [*rules, ("item_id differs within one event_id", one_thing)])


def cell(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column, or nulls where the frame doesn't have it."""
    return pl.col(name) if name in frame.columns else pl.lit(None, pl.String)


def _least(frame: pl.DataFrame, name: str) -> pl.Expr:
    return cell(frame, name).cast(pl.String).min().over("event_id")


def _about_envelope(frame: pl.DataFrame) -> Iterable[tuple[str, pl.Expr]]:
    yield "event is missing", cell(frame, "event").is_null()
    yield "event is unknown", ~cell(frame, "event").is_in(list(KINDS))
    yield "occurred_at is no time", cell(frame, f"{UNREADABLE}occurred_at").is_not_null()
    yield "occurred_at is missing", cell(frame, "occurred_at").is_null()
    nobody = cell(frame, "customer_id").is_null() & cell(frame, "anonymous_id").is_null()
    yield "customer_id and anonymous_id are missing", nobody
    yield (
        "event_id is longer than 64 characters",
        cell(frame, "event_id").cast(pl.String).str.len_chars() > 64,
    )


def _about_cells(frame: pl.DataFrame, columns: Columns) -> Iterable[tuple[str, pl.Expr]]:
    """What a line must have is asked row by row; what an event must have, the door asks."""
    nested = cell(frame, "items").is_not_null() & _is(frame, list(LINES))
    for name in OrderLine.__struct_fields__:
        blank = cell(frame, name).is_null() & cell(frame, UNREADABLE + name).is_null()
        yield f"{name} is missing", _is(frame, _kinds_with(name, needed=True)) & blank & ~nested
    # without a count and a price it is about the whole order or cart; with them it is a line
    line = cell(frame, "quantity").is_not_null() | cell(frame, "price").is_not_null()
    nameless = cell(frame, "item_id").is_null() & line & ~nested
    yield "item_id is missing", _is(frame, sorted(_MAY_BE_BARE)) & nameless
    for name in columns:
        if UNREADABLE + name in frame.columns:
            wrong = pl.col(UNREADABLE + name).is_not_null()
            yield _unreadable(name, columns), _is(frame, _kinds_with(name)) & wrong
    longest = cell(frame, "item_id").cast(pl.String).str.len_chars()
    yield "item_id is longer than 128 characters", longest > 128


def _about_numbers(frame: pl.DataFrame) -> Iterable[tuple[str, pl.Expr]]:
    for name, most in _MOST.items():
        used = _is(frame, _kinds_with(name))
        number = cell(frame, name).cast(pl.Float64)
        yield f"{name} is not finite", used & ~number.is_finite()
        too_small = number <= 0 if name == "quantity" else number < 0
        yield f"{name} is {_TOO_SMALL.get(name, 'negative')}", used & too_small
        yield f"{name} is too large", used & (number > most)


def _is(frame: pl.DataFrame, kinds: list[str]) -> pl.Expr:
    return cell(frame, "event").is_in(kinds)


@cache
def _kinds_with(name: str, *, needed: bool = False) -> list[str]:
    """The kinds whose rows have a column, or must have it."""
    return [kind for kind in KINDS if name in _row_fields(kind, needed)]


def _row_fields(kind: str, needed: bool) -> set[str]:
    structs = {KINDS[kind], LINES.get(kind, KINDS[kind])}
    if needed:
        return set() if kind in _MAY_BE_BARE else set().union(*map(required, structs))
    return {field for struct in structs for field in struct.__struct_fields__}


def _not_finite(frame: pl.DataFrame, name: str) -> tuple[str, pl.Expr]:
    return f"{name} is not finite", ~cell(frame, name).cast(pl.Float64).is_finite()


def _unreadable(name: str, columns: Columns) -> str:
    return f"{name} {_EXPECTED.get(columns[name], 'is unreadable')}"


def _first_reason(frame: pl.DataFrame, rules: Iterable[tuple[str, pl.Expr]]) -> pl.Series:
    reasons = [pl.when(wrong).then(pl.lit(reason)) for reason, wrong in rules]
    return frame.select(pl.coalesce(reasons).alias("reason")).to_series()
