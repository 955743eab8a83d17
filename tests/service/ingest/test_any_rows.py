"""Whatever a table holds: every row is kept or counted with a reason, and a repeat adds nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import BadSource
from features.events import KINDS
from service.ingest.columns import EVENTS
from service.ingest.files import Report, import_files
from service.ingest.forms import SUBJECTS
from service.ingest.grouping import with_ids
from service.store import Store
from tests.service.ingest.world import NOW
from tests.stores import new_store

ROOT = Path(__file__).parents[3]
ROWS = 6
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JUNK = st.sampled_from(
    ["", " ", "0", "-1", "1e999", "NaN", "nan", "null", "None", "[]", "{", '{"a": 1}', "\x1f", "🍵"]
)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  columns may have no zone
# One strategy of cells for each type that a column may have.
CELLS: dict[Any, st.SearchStrategy[Any]] = {
    pl.String: TEXT | JUNK,
    pl.Int64: st.integers(-(2**63), 2**63 - 1),
    pl.UInt8: st.integers(0, 255),
    pl.Float64: st.floats(),
    pl.Float32: st.floats(width=32),
    pl.Boolean: st.booleans(),
    pl.Date: st.dates(date(1, 1, 1), date(9999, 1, 1)),
    pl.Datetime("us"): MOMENTS,
    pl.Datetime("ns", "UTC"): MOMENTS.map(lambda at: at.replace(tzinfo=UTC)),
    pl.Datetime("ms", "Europe/Berlin"): MOMENTS.map(lambda at: at.replace(tzinfo=UTC)),
    pl.Duration: st.timedeltas(timedelta(-9), timedelta(9)),
    pl.Binary: st.binary(max_size=5),
    pl.List(pl.String): st.lists(TEXT, max_size=2),
    pl.Struct({"item_id": pl.String, "quantity": pl.Int64}): st.fixed_dictionaries(
        {"item_id": TEXT, "quantity": st.integers(-5, 5)}
    ),
    pl.Null: st.none(),
}
GOOD: dict[str, Any] = {
    "event": st.sampled_from(sorted(set(KINDS) - SUBJECTS)),
    "occurred_at": st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 21)),  # noqa: DTZ001
    "customer_id": st.sampled_from(["Ann", "Ben"]),
    "item_id": st.sampled_from(["cup", "pot"]),
    "quantity": st.integers(1, 5),
    "price": st.floats(0, 100),
    "currency": st.just("EUR"),
    "order_id": st.sampled_from(["1", "2"]),
    "query": TEXT,
}


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Good columns, some of them replaced by columns of any type, and a column that tells the rows apart."""
    height = draw(st.integers(1, ROWS))
    columns = {name: pl.Series(name, draw(listed(cells | st.none(), height))) for name, cells in GOOD.items()}
    for name in draw(st.lists(st.sampled_from(sorted(EVENTS)), max_size=3)):
        kind = draw(st.sampled_from(list(CELLS)))
        cells = draw(listed(CELLS[kind] | st.none(), height))
        columns[name] = pl.Series(name, cells, dtype=kind, strict=False)
    columns["session_id"] = pl.Series("session_id", [f"row {n}" for n in range(height)])
    if draw(st.booleans()):
        columns["event_id"] = pl.Series("event_id", [f"event {n}" for n in range(height)])
    return pl.DataFrame(list(columns.values()))


def listed(cells: st.SearchStrategy[Any], height: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(cells, min_size=height, max_size=height)


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[Store, Path]]:
    """One store for all tables; what they leave in it makes no difference to the next."""
    with tempfile.TemporaryDirectory() as name, closing(new_store(f"sqlite:///{name}/shop.db")) as store:
        yield store, Path(name)


def imported(room: tuple[Store, Path], table: pl.DataFrame) -> Report | None:
    """The report; None where the whole table is refused in a sentence."""
    store, folder = room
    path = folder / "rows.parquet"
    table.write_parquet(path)
    try:
        return import_files(store, [path], now=NOW, consent_granted=True)
    except BadSource:
        return None


@pytest.mark.slow
@settings(max_examples=60)
@given(table=tables())
def test_every_row_is_kept_or_counted_with_a_reason(room: tuple[Store, Path], table: pl.DataFrame) -> None:
    report = imported(room, table)
    if report:
        refused = sum(report.rejected_rows.values())
        assert report.accepted + report.duplicate + report.withheld + refused == report.rows == table.height
        again = imported(room, table)
        assert again
        assert (again.accepted, sum(again.rejected_rows.values())) == (0, refused)


CONTENT = st.lists(st.tuples(TEXT | JUNK | st.none(), TEXT | JUNK | st.none()), min_size=1, max_size=6)


def ids(rows: list[tuple[str | None, str | None]]) -> list[str]:
    frame = pl.DataFrame(rows, schema={"query": pl.String, "region": pl.String}, orient="row")
    return with_ids(frame.with_columns(event=pl.lit("search")))["event_id"].to_list()


@given(CONTENT)
def test_ids_made_of_content_differ_where_it_does_and_know_no_order(rows: list[Any]) -> None:
    assert len(set(ids(rows))) == len(set(rows))
    assert ids(rows[::-1]) == ids(rows)[::-1]


def test_ids_made_of_content_cannot_be_forged_by_a_sign_between() -> None:
    assert len(set(ids([("a", None), (None, "a"), ("b\x1fregion=a", None), ("b", "a")]))) == 4


@pytest.mark.slow
def test_ids_made_of_content_are_the_same_in_another_process() -> None:
    code = "from tests.service.ingest.test_any_rows import ids; print(*ids([('tea', None), (None, 'tea')]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ids([("tea", None), (None, "tea")])
