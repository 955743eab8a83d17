"""`zuvor backup` and `zuvor restore`: files named, nothing lost, and who was erased stays erased."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from features.clock import system_clock
from features.identity import FOREVER
from service import cli
from service.ingest.door import admit
from service.ingest.erasing import Subject, erase
from service.store import Store
from tests.stores import new_store

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store that knows Ann and Bob, and its backup."""
    monkeypatch.setenv("ZUVOR_STORE", f"sqlite:///{tmp_path}/shop.db")
    with closing(opened(tmp_path)) as store:
        for name in ("Ann", "Bob"):
            see(store, name)
    assert cli.run(["backup", str(tmp_path / "backup.db")]) == 0
    return tmp_path


def opened(folder: Path) -> Store:
    return new_store(f"sqlite:///{folder}/shop.db")


def see(store: Store, name: str) -> None:
    view = {
        "event": "view_item",
        "event_id": f"{name} sees tea",
        "occurred_at": "2026-03-01T11:00:00Z",
        "customer_id": name,
        "item_id": "tea",
    }
    with store.write() as transaction:
        admit(transaction, [json.dumps(view).encode()], now=system_clock(), consent_granted=True)


def customers(folder: Path) -> list[str]:
    with closing(opened(folder)) as store:
        return store.customers(FOREVER)


def test_a_backup_tells_its_file(shop: Path, capsys: Captured) -> None:
    assert cli.run(["backup", str(shop / "other.db")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(shop / "other.db")


def test_a_second_backup_to_the_same_file_has_to_be_told(shop: Path, capsys: Captured) -> None:
    assert cli.run(["backup", str(shop / "backup.db")]) == 1
    assert "--replace" in capsys.readouterr().err
    assert cli.run(["backup", str(shop / "backup.db"), "--replace"]) == 0


def test_a_restore_brings_back_what_was_and_tells_where_the_rest_is(shop: Path, capsys: Captured) -> None:
    with closing(opened(shop)) as store:
        see(store, "Cem")
    assert cli.run(["restore", str(shop / "backup.db")]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == str(shop / "shop.db")
    assert "shop.db.before-" in said.err
    assert customers(shop) == ["Ann", "Bob"]


def test_who_was_erased_since_the_backup_does_not_come_back(shop: Path, capsys: Captured) -> None:
    with closing(opened(shop)) as store, store.write() as transaction:
        erase(transaction, Subject(customer_id="Ann"), now=system_clock())
    assert cli.run(["restore", str(shop / "backup.db")]) == 0
    assert customers(shop) == ["Bob"]
    assert b"Ann" not in (shop / "shop.db").read_bytes()
    assert "erase and revoke" not in capsys.readouterr().err


def test_where_nothing_is_left_that_knows_who_was_erased_it_says_so(shop: Path, capsys: Captured) -> None:
    (shop / "shop.db").write_bytes(b"gone")
    assert cli.run(["restore", str(shop / "backup.db")]) == 0
    assert "erase and revoke them again" in capsys.readouterr().err


def test_what_is_no_backup_is_refused(shop: Path, capsys: Captured) -> None:
    (shop / "notes.txt").write_text("milk, bread and " * 100)
    assert cli.run(["restore", str(shop / "notes.txt")]) == 1
    assert "notes.txt" in capsys.readouterr().err
    assert customers(shop) == ["Ann", "Bob"]
