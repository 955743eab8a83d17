"""The export: whole, in pieces, and every field with a description."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec import Struct, json

from features.events import KINDS, Impression, OrderLine, Purposes
from service.ingest import exporting
from service.ingest.erasing import Subject
from service.ingest.exporting import Export, document, write_zip
from service.store import Store
from service.texts import text
from tests.service.ingest.world import NOW, decide, event, statuses

STRUCTS: list[type[Struct]] = [*KINDS.values(), OrderLine, Impression, Purposes]
FIELDS = sorted({"event"}.union(*(kind.__struct_fields__ for kind in STRUCTS)))


def exported(store: Store, subject: Subject) -> bytes:
    pieces = document(store, subject, now=NOW, default=True)
    assert pieces is not None
    return b"".join(pieces)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_in_pieces_of_any_number_it_is_one_document(
    store: Store, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    statuses(store, *(event(customer_id="Ann") for _ in range(count)))
    export = json.decode(exported(store, Subject("Ann")), type=Export)
    assert (export.customer_id, export.anonymous_id, len(export.events)) == ("Ann", None, count)


def test_it_says_what_a_stranger_decided(store: Store) -> None:
    statuses(store, decide("denied"))
    export = json.decode(exported(store, Subject(anonymous_id="phone")), type=Export)
    assert export.consent.personalisation == "denied"


def test_people_read_of_each_kind_and_field_once(store: Store, tmp_path: Path) -> None:
    statuses(store, event(customer_id="Ann"), event(customer_id="Ann"), decide("granted", customer_id="Ann"))
    assert write_zip(tmp_path / "ann.zip", store, Subject("Ann"), now=NOW, default=True)
    with ZipFile(tmp_path / "ann.zip") as archive:
        told = archive.read("README.txt").decode().splitlines()
    assert "consent_updated (1): You decided about your consent." in told
    assert told.count("occurred_at: when it happened") == 1


def test_nobody_can_lay_a_file_to_read_along(store: Store, tmp_path: Path) -> None:
    statuses(store, event(customer_id="Ann"))
    theirs, out = tmp_path / "theirs", tmp_path / "ann.zip"
    theirs.write_text("precious")
    out.with_name(".ann.zip.part").symlink_to(theirs)
    assert write_zip(out, store, Subject("Ann"), now=NOW, default=True)
    assert (theirs.read_text(), out.is_symlink(), out.stat().st_mode & 0o777) == ("precious", False, 0o600)


@pytest.mark.parametrize("key", [f"event.{kind}" for kind in KINDS] + [f"field.{name}" for name in FIELDS])
def test_every_kind_and_field_of_the_event_language_is_described(key: str) -> None:
    assert all(text(locale, key) for locale in ("de", "en"))
