"""Kept events → one frame of what touchpoints are judged by, of everybody who allows analytics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from features.history import KeptEvent
from features.orders import KINDS as ORDERS
from features.touchpoints.names import KINDS

_TEXTS = (
    *("order_id", "contact_id", "complaint_id", "item_id", "answer_id", "intervention_id"),
    *("touchpoint", "metric", "comment", "channel", "country", "age_band", "promised_latest"),
)
FIELDS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(_TEXTS, pl.String),
    "score": pl.Float64,
    "results": pl.Int64,
    "quantity": pl.Int64,
    "public": pl.Boolean,
    "items": pl.List(pl.Struct({"item_id": pl.String})),
    "purposes": pl.Struct({"analytics": pl.String}),
}
ENVELOPE: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "anonymous_id": pl.String,
    "kind": pl.String,
    "at": pl.Int64,
    "body": pl.Binary,
}
KIND = pl.Enum(sorted(KINDS))  # compared as numbers
FRAME = pl.Schema({"person": pl.UInt32, **ENVELOPE, "kind": KIND, **FIELDS})


def read_events(batches: Iterable[Sequence[KeptEvent]], *, consent_granted: bool) -> pl.DataFrame:
    """A row per event, sorted by person and time; columns as in FRAME, null where an event doesn't say.

    `at` in microseconds; `person` a number. `consent_granted`: what holds where nothing was decided.
    """
    read = [_fields(batch) for batch in batches if batch]
    events = pl.concat(read) if read else pl.DataFrame(schema=_without_person())
    told = pl.coalesce(pl.format("c{}", "customer_id"), pl.format("a{}", "anonymous_id"))
    numbered = events.with_columns(person=told.rank("dense").cast(pl.UInt32)).select(FRAME.names())
    return _allowed(numbered.sort("person", "at", "kind", "body"), consent_granted).with_columns(
        body=pl.when(pl.col("kind").is_in(list(ORDERS))).then("body")
    )


def _without_person() -> pl.Schema:
    return pl.Schema({name: kind for name, kind in FRAME.items() if name != "person"})


def _fields(batch: Sequence[KeptEvent]) -> pl.DataFrame:
    """They were validated when they came in, so every field has its type."""
    rows = pl.DataFrame(batch, ENVELOPE, orient="row").filter(pl.col("kind").is_in(list(KINDS)))
    said = pl.col("body").cast(pl.String).str.json_decode(pl.Struct(FIELDS))
    return rows.with_columns(pl.col("kind").cast(KIND), said=said).unnest("said")


def _allowed(events: pl.DataFrame, default: bool) -> pl.DataFrame:
    """The latest decision of a person counts, for what was before it as well."""
    decided = events.select("person", said=pl.col("purposes").struct.field("analytics")).drop_nulls()
    latest = decided.group_by("person", maintain_order=True).last()
    denied = latest.filter(pl.col("said") == "denied").select("person")
    if default:
        return events.join(denied, on="person", how="anti", maintain_order="left")
    granted = latest.filter(pl.col("said") == "granted").select("person")
    return events.join(granted, on="person", how="semi", maintain_order="left")
