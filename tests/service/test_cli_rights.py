"""`zuvor customer` and `zuvor retain`: what a person gets, what goes, and what is said about it."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest

from features.clock import DAY, system_clock, to_text
from service import cli
from tests.stores import new_store

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def shop(here: Path) -> Path:
    """A customer searched and bought, and a stranger searched."""
    lines = [{"item_id": "tea", "quantity": 2, "price": 4.5}]
    bring(
        event("search", "1", 400, customer_id="c", query="tea"),
        event("purchase", "2", 3, customer_id="c", order_id="7", currency="EUR", items=lines),
        event("consent_updated", "3", 400, customer_id="c", purposes={"marketing": "denied"}),
        event("search", "4", 3, anonymous_id="phone", query="cups"),
    )
    return here


def event(kind: str, number: str, days: int, **fields: object) -> dict[str, object]:
    """Something that happened some days ago."""
    at = to_text(system_clock() - days * DAY)
    return {"event": kind, "event_id": number, "occurred_at": at, **fields}


def bring(*events: dict[str, object]) -> None:
    Path("events.ndjson").write_text("\n".join(map(json.dumps, events)))
    assert cli.run(["import", "events.ndjson"]) == 0


def kept() -> int:
    store = new_store("sqlite:///shop.db")
    counted = store.summary()["events"]
    store.close()
    return counted


def test_the_export_is_json_lines_and_every_field_is_described(capsys: Captured) -> None:
    assert cli.run(["customer", "export", "c", "--out", "c.zip"]) == 0
    assert capsys.readouterr().out.endswith("c.zip\n")
    with ZipFile("c.zip") as archive:
        events = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
        fields, about = json.loads(archive.read("fields.json")), json.loads(archive.read("about.json"))
        told = archive.read("README.txt").decode()
    assert sorted(one["event_id"] for one in events) == ["1", "2", "3"]
    assert about["events"] == {"search": 1, "purchase": 1, "consent_updated": 1}
    assert about["consent"] == {"personalisation": "granted", "analytics": "granted", "marketing": "denied"}
    assert all(set(one) <= set(fields[one["event"]]["fields"]) for one in events)
    assert fields["purchase"]["fields"]["items.price"] == {"de": "Preis je Stück", "en": "price each"}
    assert all(sentence in told for sentence in ("Sie haben gesucht.", "You searched."))


def test_an_export_is_for_its_owner_alone_and_replaces_no_other(capsys: Captured) -> None:
    cli.run(["customer", "export", "c"])
    assert stat.S_IMODE(Path("customer-export.zip").stat().st_mode) == 0o600
    before = Path("customer-export.zip").read_bytes()
    assert cli.run(["customer", "export", "phone", "--anonymous"]) == 1
    assert "name another file" in capsys.readouterr().err
    assert Path("customer-export.zip").read_bytes() == before


@pytest.mark.parametrize("asked", [["export"], ["erase"]], ids=" ".join)
def test_an_empty_id_is_wrong_use(asked: list[str]) -> None:
    assert cli.run(["customer", *asked, " "]) == 2


def test_nobody_has_no_export(capsys: Captured) -> None:
    assert cli.run(["customer", "export", "nobody"]) == 1
    assert "nothing is kept" in capsys.readouterr().err
    assert not list(Path().glob("*.zip*"))


def test_erased_there_is_a_receipt_and_no_export(capsys: Captured) -> None:
    capsys.readouterr()
    assert cli.run(["customer", "erase", "c"]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert receipt["events"] == {"consent_updated": 1, "purchase": 1, "search": 1}
    assert cli.run(["customer", "export", "c"]) == 1
    assert kept() == 1


def test_the_strangers_of_a_device_have_the_same_rights(capsys: Captured) -> None:
    capsys.readouterr()
    assert cli.run(["customer", "export", "phone", "--anonymous"]) == 0
    assert cli.run(["customer", "erase", "phone", "--anonymous"]) == 0
    assert kept() == 3


def test_an_import_of_what_was_erased_is_withheld(capsys: Captured) -> None:
    cli.run(["customer", "erase", "c"])
    capsys.readouterr()
    cli.run(["import", "events.ndjson", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["withheld"], report["duplicate"], report["accepted"]) == (3, 1, 0)


def test_where_nothing_was_kept_that_is_said(capsys: Captured) -> None:
    capsys.readouterr()
    assert cli.run(["customer", "erase", "nobody"]) == 0
    said = capsys.readouterr()
    assert "nothing was kept" in said.err
    assert json.loads(said.out)["events"] == {}


def test_old_events_go_and_decisions_stay(capsys: Captured) -> None:
    capsys.readouterr()
    assert cli.run(["retain", "--events-kept", "365d", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 1
    assert kept() == 3


def test_without_the_setting_no_event_goes(capsys: Captured) -> None:
    assert cli.run(["retain"]) == 0
    assert "ZUVOR_EVENTS_KEPT" in capsys.readouterr().err
    assert kept() == 4


def test_an_import_counts_addresses_and_names_none(capsys: Captured) -> None:
    capsys.readouterr()
    who = "ann@example.org"
    bring(
        event("search", "5", 1, customer_id=who, query="a"),
        event("search", "6", 1, customer_id=who, query="b"),
    )
    said = capsys.readouterr()
    assert "an e-mail address: 2;" in said.err
    assert who not in said.err + said.out
