"""Good rows → events: rows that share an event_id become one, as JSON for the door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import polars as pl

from features.events import KINDS
from service.ingest.columns import EVENTS, Columns
from service.ingest.rules import LINES

_LINE_KEY = ("item_id", "origin", "shelf", "position")
_SIGN = "\x1f"  # between a row's values; where it stands in one, it is doubled
_PURPOSES = ("personalisation", "analytics", "marketing")


def with_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without an event_id get one from their content, so that a repeat is known as one."""
    if "event_id" not in rows.columns:
        rows = rows.with_columns(event_id=pl.lit(None, pl.String))
    if not rows["event_id"].null_count():
        return rows
    content = [
        pl.lit(f"{name}=") + pl.col(name).cast(pl.String).str.replace_all(_SIGN, _SIGN * 2, literal=True)
        for name in sorted(rows.columns)
        if name != "event_id"
    ]
    text = pl.when(pl.col("event_id").is_null()).then(
        pl.concat_str(content, separator=_SIGN, ignore_nulls=True)
    )
    ids = [_id(content) for content in rows.select(text).to_series()]
    return rows.with_columns(pl.col("event_id").fill_null(pl.Series(ids, dtype=pl.String)))


def _id(content: str | None) -> str | None:
    return content and "row-" + hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def events_of(rows: pl.DataFrame) -> Iterator[tuple[list[str], list[bytes]]]:
    """Ids and JSON of the events, per kind."""
    rows = _with_purposes(rows)
    nested = pl.col("items").is_not_null() if "items" in rows.columns else pl.lit(False)
    for kind in sorted(rows["event"].unique()):
        of_kind = rows.filter(event=kind)
        for part, flat in ((of_kind.filter(~nested), True), (of_kind.filter(nested), False)):
            if part.height:
                events = _grouped(part, kind, lines=flat and kind in LINES)
                yield events["event_id"].to_list(), objects(events, EVENTS)


def _with_purposes(rows: pl.DataFrame) -> pl.DataFrame:
    """The flat columns of consent as one object; an object that was given wins."""
    flat = [name for name in _PURPOSES if name in rows.columns]
    if not flat:
        return rows
    decided = pl.any_horizontal(pl.col(flat).is_not_null())
    purposes = pl.when(decided).then(pl.struct(flat).struct.json_encode())
    given = [pl.col("purposes")] if "purposes" in rows.columns else []
    return rows.with_columns(purposes=pl.coalesce(*given, purposes))


def _grouped(rows: pl.DataFrame, kind: str, *, lines: bool) -> pl.DataFrame:
    """One row per event, its earliest time, in order of time."""
    own = set(KINDS[kind].__struct_fields__) - ({"origin", "items"} if lines else set())
    names = [name for name in rows.columns if name in own and name != "event_id"]
    summed = [pl.col(name).sum() if name == "quantity" else pl.col(name).min() for name in names]
    events = rows.group_by("event_id").agg(pl.lit(kind).alias("event"), *summed)
    if lines and "item_id" in rows.columns:
        events = events.join(_lines(rows, kind), on="event_id", how="left")
    return events.sort("occurred_at", "event_id")


def _lines(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The items of each event; the same item twice adds up, at its quantity-weighted mean price."""
    fields = LINES[kind].__struct_fields__
    key = [name for name in _LINE_KEY if name in fields and name in rows.columns]
    lines = rows.filter(pl.col("item_id").is_not_null()).group_by("event_id", *key).agg(*_summed(rows, kind))
    order = ["event_id", *sorted(key, reverse=True)]  # a position before an item_id
    return (
        lines.sort(order)
        .group_by("event_id", maintain_order=True)
        .agg(pl.struct(name for name in lines.columns if name in fields).alias("items"))
    )


def _summed(rows: pl.DataFrame, kind: str) -> Iterator[pl.Expr]:
    fields = LINES[kind].__struct_fields__
    if "quantity" not in fields:
        return
    quantity = pl.col("quantity").fill_null(1) if "quantity" in rows.columns else pl.lit(1)
    yield quantity.sum().alias("quantity")
    if "price" in rows.columns:
        price = pl.col("price")
        mean = (price * quantity).sum() / quantity.filter(price.is_not_null()).sum()
        # one price stays exactly that price
        yield pl.when(price.min() == price.max()).then(price.min()).otherwise(mean).alias("price")


def objects(frame: pl.DataFrame, columns: Columns) -> list[bytes]:
    """Each row as JSON; columns of JSON text are embedded."""
    frame = frame.select(column.name for column in frame if column.null_count() < frame.height)
    nested = {name for name in frame.columns if columns[name] == "json" and frame[name].dtype == pl.String}
    if not nested:
        return frame.write_ndjson().encode().splitlines()
    return [
        msgspec.json.encode(
            {
                name: _embedded(value) if name in nested else value
                for name, value in row.items()
                if value is not None
            }
        )
        for row in frame.iter_rows(named=True)
    ]


def _embedded(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return text
    try:
        return _without_nulls(msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError):
        return text


def _without_nulls(value: Any) -> Any:
    """A column of objects gives every object every key; those it didn't have are null."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
