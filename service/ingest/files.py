"""Parquet, CSV and NDJSON of any size → the store, through the same door as everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import polars as pl

from service.ingest.addresses import names_address
from service.ingest.door import Result
from service.ingest.forms import SUBJECTS, Form, Kind, form
from service.ingest.rejects import Rejects
from service.ingest.room import room
from service.ingest.sources import open_sources
from service.ingest.spool import Spool
from service.store.protocol import Store

BATCH = 5_000  # objects in one transaction
ADDRESSES = "addresses"  # counted beside the statuses


class Report(msgspec.Struct, frozen=True):
    """What became of the rows read and of the objects (events, items, origins) they made.

    `addresses`: how many name their customer by an e-mail address.
    """

    rows: int
    accepted: int
    duplicate: int
    withheld: int
    rejected: int
    rejected_rows: dict[str, int]
    addresses: int
    unknown_columns: tuple[str, ...]


def import_files(
    store: Store,
    sources: Sequence[Path],
    *,
    kind: Kind = "events",
    sql: str | None = None,
    now: int,
    consent_granted: bool,
    rejects: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Import sources, mapped by one select over the table `source` where `sql` is given.

    All rows are read before the first is kept; then batches are durable one by one, and a repeat after a
    crash completes them. `progress` hears (rows done, rows). Raises BadSource, StoreDown.
    """
    how = form(kind, now=now, consent_granted=consent_granted)
    statuses: Counter[str] = Counter()
    with room() as folder, Rejects(rejects) as refused:
        opened = open_sources(sources, sql, how.columns, how.needed)
        spool = Spool(folder, opened, SUBJECTS)
        done = 0
        for rows in spool.frames():
            for share in _import(store, rows, how, refused, statuses):
                if progress:
                    progress(done + int(share * rows.height), spool.rows)
            done += rows.height
    if progress:
        progress(spool.rows, spool.rows)
    unknown = dict.fromkeys(name for source in opened for name in source.unknown)
    return Report(
        rows=spool.rows,
        **{status: statuses[status] for status in ("accepted", "duplicate", "withheld", "rejected")},
        rejected_rows=dict(refused.counts.most_common()),
        addresses=statuses[ADDRESSES],
        unknown_columns=tuple(unknown),
    )


def _import(
    store: Store, rows: pl.DataFrame, how: Form, refused: Rejects, statuses: Counter[str]
) -> Iterator[float]:
    """Import one part; tells the share that is done after every batch."""
    good = _sorted_out(rows, how.wrong(rows), refused)
    if not good.height:
        return
    good = how.keyed(good)
    good = _sorted_out(good, how.clashes(good), refused)
    why: dict[str, str] = {}
    done = 0
    for keys, objects in _batches(how.made(good)):
        with store.write() as transaction:
            results = how.admit(transaction, objects)
        statuses.update(result.status for result in results)
        statuses[ADDRESSES] += sum(map(names_address, objects))
        why |= {key: _reason(r) for key, r in zip(keys, results, strict=True) if r.status == "rejected"}
        done += len(keys)
        yield done / max(good.height, 1)
    if why:
        refused.add(
            good.with_columns(reason=pl.col(how.key).replace_strict(why, default=None)).drop_nulls("reason")
        )


def _sorted_out(rows: pl.DataFrame, reasons: pl.Series, refused: Rejects) -> pl.DataFrame:
    """The rows without a reason; the others are refused."""
    if reasons.null_count() == rows.height:
        return rows
    refused.add(rows.with_columns(reasons).filter(pl.col("reason").is_not_null()))
    return rows.filter(reasons.is_null())


def _batches(
    groups: Iterable[tuple[list[str], list[bytes]]],
) -> Iterator[tuple[list[str], list[bytes]]]:
    for keys, objects in groups:
        for start in range(0, len(keys), BATCH):
            yield keys[start : start + BATCH], objects[start : start + BATCH]


def _reason(result: Result) -> str:
    """A rejection in words that are the same for every row with the same fault."""
    column = " ".join(part for part in (result.pointer or "").split("/") if part and not part.isdigit())
    if re.search("missing required field|got `null`", result.detail or ""):
        return f"{column} is missing"
    return re.sub(r"^ ?: ", "", f"{column}: {result.detail}")
