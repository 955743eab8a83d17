"""The three kinds of source: which columns they need, what is wrong with a row, what rows become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

import polars as pl
from msgspec import Struct

from features.catalogue import Item, Origin
from service.ingest import columns
from service.ingest.catalogue import admit_items, admit_origins
from service.ingest.columns import Columns
from service.ingest.door import Result, admit
from service.ingest.grouping import events_of, objects, with_ids
from service.ingest.rules import clashes, wrong_events, wrong_things
from service.store.protocol import Transaction

Kind = Literal["events", "items", "origins"]

# What decides about other events is admitted first; so the order of rows doesn't matter.
SUBJECTS = frozenset({"consent_updated", "identify", "sign_out"})

_ROW = "row"


class Form(NamedTuple):
    """`key` is the column by which an object that the door rejects leads back to its rows."""

    columns: Columns
    needed: tuple[set[str], ...]
    key: str
    wrong: Callable[[pl.DataFrame], pl.Series]
    keyed: Callable[[pl.DataFrame], pl.DataFrame]
    clashes: Callable[[pl.DataFrame], pl.Series]
    made: Callable[[pl.DataFrame], Iterator[tuple[list[str], list[bytes]]]]
    admit: Callable[[Transaction, Sequence[bytes]], list[Result]]


def form(kind: Kind, *, now: int, consent_granted: bool) -> Form:
    """How a kind of source is imported."""
    if kind == "items":
        return _things(columns.ITEMS, Item, partial(admit_items, now=now))
    if kind == "origins":
        return _things(columns.ORIGINS, Origin, admit_origins)
    return Form(
        columns.EVENTS,
        ({"event"}, {"occurred_at"}, {"customer_id", "anonymous_id"}),
        "event_id",
        partial(wrong_events, columns=columns.EVENTS),
        with_ids,
        clashes,
        events_of,
        partial(admit, now=now, consent_granted=consent_granted),
    )


def _things(
    known: Columns, struct: type[Struct], admit: Callable[[Transaction, Sequence[bytes]], list[Result]]
) -> Form:
    """Items and origins: a row is an object."""

    def made(rows: pl.DataFrame) -> Iterator[tuple[list[str], list[bytes]]]:
        own = rows.select(name for name in rows.columns if name in known)
        yield rows[_ROW].to_list(), objects(own, known)

    return Form(
        known,
        tuple({name} for name in sorted(columns.required(struct))),
        _ROW,
        partial(wrong_things, columns=known, struct=struct),
        lambda rows: rows.with_row_index(_ROW).with_columns(pl.col(_ROW).cast(pl.String)),
        lambda rows: pl.repeat(None, rows.height, dtype=pl.String, eager=True),
        made,
        admit,
    )
