"""Sources that can't be imported: one sentence, nothing kept, nothing left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest

from features.errors import BadSource
from service.ingest.files import import_files
from service.store import Store
from tests.service.ingest.world import NOW

HEAD = "event,occurred_at,customer_id,item_id"
ROW = "view_item,2026-01-02,Ann,cup"


def refused(store: Store, path: Path, sql: str | None = None) -> str:
    """The sentence with which a source is refused; the store stays empty."""
    with pytest.raises(BadSource) as error:
        import_files(store, [path], sql=sql, now=NOW, consent_granted=True)
    assert store.summary()["events"] == 0
    return str(error.value)


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_that_is_not_there(store: Store, tmp_path: Path) -> None:
    assert "is no file" in refused(store, tmp_path / "views.csv")


def test_an_empty_file(store: Store, tmp_path: Path) -> None:
    assert "is empty" in refused(store, file(tmp_path, "views.csv", ""))


def test_a_suffix_we_do_not_read(store: Store, tmp_path: Path) -> None:
    assert ".parquet, .csv, .ndjson" in refused(store, file(tmp_path, "views.xlsx", "x"))


def test_a_parquet_file_cut_in_half(store: Store, tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pl.DataFrame({"event": ["view_item"] * 1000}).write_parquet(whole)
    half = file(tmp_path, "half.parquet", whole.read_bytes()[: whole.stat().st_size // 2])
    assert "half.parquet can't be read" in refused(store, half)


def test_a_line_of_json_broken_in_the_middle(store: Store, tmp_path: Path) -> None:
    line = '{"event":"view_item","occurred_at":"2026-01-02","customer_id":"Ann","item_id":"cup"}\n'
    said = refused(store, file(tmp_path, "views.ndjson", line * 20_000 + '{"event": \n' + line))
    assert "nothing was imported" in said


def test_a_line_of_csv_with_too_many_fields(store: Store, tmp_path: Path) -> None:
    lines = "\n".join([HEAD, *[ROW] * 5_000, f"{ROW},1,2,3"])
    assert "can't be read" in refused(store, file(tmp_path, "views.csv", lines))


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("kind,occurred_at,customer_id", "`event`"),
        ("event,at,customer_id", "`occurred_at`"),
        ("event,occurred_at,user", "`customer_id` or `anonymous_id`"),
    ],
)
def test_a_column_we_need_is_missing(store: Store, tmp_path: Path, head: str, named: str) -> None:
    assert named in refused(store, file(tmp_path, "views.csv", f"{head}\na,b,c\n"))


@pytest.mark.parametrize(
    ("line", "mend"),
    [('{"foo":1}', "name it so"), ('{"events":[{"event":"view_item"}]}', "one event per line")],
)
def test_lines_of_json_without_any_column_of_ours(store: Store, tmp_path: Path, line: str, mend: str) -> None:
    said = refused(store, file(tmp_path, "views.ndjson", f"{line}\n"))
    assert "has no column `event`" in said
    assert mend in said


def test_a_select_that_does_not_give_what_we_need(store: Store, tmp_path: Path) -> None:
    path = file(tmp_path, "views.csv", f"{HEAD}\n{ROW}\n")
    assert "`event`" in refused(store, path, "SELECT customer_id FROM source")


@pytest.mark.parametrize(
    "sql", ["SELEC * FROM source", "SELECT nothing FROM source", "SELECT * FROM table1", ""]
)
def test_a_broken_select(store: Store, tmp_path: Path, sql: str) -> None:
    assert "the select can't be run" in refused(store, file(tmp_path, "views.csv", f"{HEAD}\n{ROW}\n"), sql)


def test_a_time_that_is_a_number(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "views.parquet"
    pl.DataFrame(
        {"event": ["view_item"], "customer_id": ["Ann"], "occurred_at": [1_700_000_000]}
    ).write_parquet(path)
    assert "`occurred_at` is Int64" in refused(store, path)


def test_nothing_is_left_behind(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    path, rejects = file(tmp_path, "views.csv", f"{HEAD}\n{ROW}\n{ROW},9\n"), tmp_path / "rejects.ndjson"
    with pytest.raises(BadSource):
        import_files(store, [path], now=NOW, consent_granted=True, rejects=rejects)
    assert ([*room.iterdir()], [*tmp_path.glob("rejects*")]) == ([], [])
