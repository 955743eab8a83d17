"""Items and origins from files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from features.clock import to_text
from features.identity import ALWAYS
from service.ingest.files import Report, import_files
from service.ingest.forms import Kind
from service.store import Store
from tests.service.ingest.world import NOW

CUP = {"item_id": "cup", "title": "Tasse", "price": 4.5, "currency": "EUR"}


def put(store: Store, folder: Path, *rows: dict[str, Any], kind: Kind = "items") -> Report:
    path = folder / "rows.parquet"
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
    return import_files(store, [path], kind=kind, now=NOW, consent_granted=True)


def catalogue(store: Store) -> list[Any]:
    return [msgspec.json.decode(row.body or b"") for row in store.catalogue(0)]


def test_a_row_is_an_item_and_a_repeat_changes_nothing(store: Store, tmp_path: Path) -> None:
    assert put(store, tmp_path, CUP).accepted == 1
    assert put(store, tmp_path, CUP).accepted == 1
    assert (catalogue(store), store.catalogue_revision()) == ([CUP], 1)


def test_versions_stand_side_by_side(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, CUP, CUP | {"valid_from": "2026-01-01", "price": 5.0})
    assert [(row.valid_from == ALWAYS, row.item_id) for row in store.catalogue(0)] == [
        (True, "cup"),
        (False, "cup"),
    ]


def test_titles_by_language_have_only_the_languages_they_have(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, CUP | {"title": {"de": "Tasse", "en": None}})
    assert catalogue(store)[0]["title"] == {"de": "Tasse"}


def test_numbers_as_text_and_places_of_stock_are_read(store: Store, tmp_path: Path) -> None:
    put(
        store,
        tmp_path,
        CUP | {"price": "4.5", "stock": "3", "available": "false", "origins": [{"origin": "B"}]},
    )
    assert catalogue(store) == [CUP | {"stock": 3, "available": False, "origins": [{"origin": "B"}]}]


def test_a_bad_item_is_rejected_with_the_reason(store: Store, tmp_path: Path) -> None:
    report = put(
        store,
        tmp_path,
        CUP,
        CUP | {"item_id": None},
        CUP | {"price": float("nan")},
        CUP | {"price": -1.0},
        CUP | {"title": ""},
    )
    assert (report.accepted, len(report.rejected_rows)) == (1, 4)
    assert {"item_id is missing", "price is not finite", "title is missing"} < set(report.rejected_rows)


def test_origins_are_imported(store: Store, tmp_path: Path) -> None:
    place = {"origin": "Berlin", "country": "DE", "postcode": "10115", "carriers": ["DHL", "UPS"]}
    assert put(store, tmp_path, place, kind="origins").accepted == 1
    assert [msgspec.json.decode(body) for body in store.origins()] == [place]


def test_prices_over_time_are_those_of_the_dated_rows_and_of_the_import(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, CUP | {"valid_from": "2026-01-01", "price": 5.0}, CUP | {"valid_from": "2026-02-01"})
    put(store, tmp_path, CUP | {"item_id": "pot"})
    found = store.offers(["cup", "pot"], 0, NOW)
    assert [(to_text(offer.at), offer.price) for offer in found["cup"]] == [
        ("2026-01-01T00:00:00Z", 5.0),
        ("2026-02-01T00:00:00Z", 4.5),
    ]
    assert [offer.at for offer in found["pot"]] == [NOW]
