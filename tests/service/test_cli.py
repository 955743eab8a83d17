"""The `zuvor` command: exit codes, what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from features.clock import DAY, system_clock
from features.errors import BadSource
from features.interventions.definition import INTERVENTION
from service import cli
from service.commands import importing
from service.keys.key import make
from service.store.records import Message, Row
from tests.stores import new_store

VIEW = {
    "event": "view_item",
    "event_id": "1",
    "occurred_at": "2026-03-01T11:00:00Z",
    "customer_id": "c",
    "item_id": "tea",
}
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def shop(here: Path) -> Path:
    return here


@pytest.fixture
def events(shop: Path) -> str:
    """Two rows, the second one bad."""
    rows = [VIEW, {**VIEW, "event_id": "2", "event": "dance"}]
    (shop / "events.ndjson").write_text("\n".join(map(json.dumps, rows)))
    return str(shop / "events.ndjson")


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["serve", "--host", "0.0.0.0"],
        ["serve", "--port", "0"],
        ["serve", "--workers", "many"],
        ["import"],
        ["import", "nowhere.csv"],
        ["train", "--as-of", "yesterday"],
        ["evaluate", "--horizon", "long"],
        ["recommend", "--customers", "nowhere.txt", "--out", "x.parquet"],
        ["models", "show", "../.."],
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_2_with_a_sentence_on_stderr(arguments: list[str], capsys: Captured) -> None:
    assert cli.run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Error: " in said.err


def test_a_variable_nobody_can_use_is_wrong_use_too(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("ZUVOR_CONSENT_DEFAULT", "perhaps")
    assert cli.run(["check"]) == 2
    assert "ZUVOR_CONSENT_DEFAULT" in capsys.readouterr().err


def test_a_flag_wins_over_its_variable(shop: Path, events: str) -> None:
    cli.run(["import", events, "--store", f"sqlite:///{shop}/other.db"])
    assert ((shop / "other.db").exists(), (shop / "shop.db").exists()) == (True, False)


def test_an_import_tells_what_became_of_the_rows(events: str, capsys: Captured) -> None:
    assert cli.run(["import", events]) == 0
    said = capsys.readouterr()
    assert "accepted" in said.out
    assert "event is unknown" in said.out


def test_a_select_may_be_one_long_line(shop: Path, events: str) -> None:
    sql = f"SELECT * FROM source WHERE event_id IN ({', '.join(map(repr, map(str, range(100))))})"
    assert cli.run(["import", events, "--sql", sql]) == 0


def test_a_select_in_a_file_that_is_not_utf_8_is_refused(shop: Path, events: str, capsys: Captured) -> None:
    (shop / "shop.sql").write_bytes("SELECT 'Tür' AS event FROM source".encode("latin-1"))
    assert cli.run(["import", events, "--sql", "shop.sql"]) == 1
    said = capsys.readouterr().err
    assert "UTF-8" in said
    assert "defect" not in said


def test_an_import_for_machines(events: str, capsys: Captured) -> None:
    cli.run(["import", events, "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["accepted"], report["rejected"]) == (2, 1, 1)
    assert report["rejected_rows"] == {"event is unknown": 1}


def test_a_repeated_import_adds_nothing(events: str, capsys: Captured) -> None:
    cli.run(["import", events])
    capsys.readouterr()
    cli.run(["import", events, "--json"])
    assert json.loads(capsys.readouterr().out)["accepted"] == 0


def test_a_select_may_stand_in_a_file(shop: Path) -> None:
    (shop / "mapping.sql").write_text("select * from source")
    assert importing.text_of("mapping.sql") == importing.text_of("select * from source")


def test_a_source_that_cannot_be_used_is_a_failed_run(shop: Path, capsys: Captured) -> None:
    (shop / "events.csv").write_text("colour\nred\n")
    assert cli.run(["import", "events.csv"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("zuvor: ")) == ("", True)


def test_the_self_test_finds_nothing_wrong_with_a_healthy_shop(events: str, capsys: Captured) -> None:
    cli.run(["import", events])
    capsys.readouterr()
    assert cli.run(["check", "--json"]) == 0
    assert [part["wrong"] for part in json.loads(capsys.readouterr().out)] == [None] * 7


def test_the_self_test_names_a_store_that_is_none(shop: Path, capsys: Captured) -> None:
    (shop / "shop.db").write_text("no database, but long enough to have a header" * 10)
    assert cli.run(["check"]) == 1
    assert "shop.db" in capsys.readouterr().out


def test_where_there_is_no_store_yet_the_self_test_says_once_what_makes_one(
    events: str, capsys: Captured
) -> None:
    assert cli.run(["check", "--json"]) == 1
    wrong = [part["wrong"] for part in json.loads(capsys.readouterr().out) if part["wrong"]]
    assert len(wrong) == 1
    assert "`zuvor import`" in wrong[0]
    cli.run(["import", events])
    assert cli.run(["check"]) == 0


def test_the_self_test_names_a_clock_that_is_behind_the_newest_event(shop: Path, capsys: Captured) -> None:
    store = new_store(f"sqlite:///{shop}/shop.db")
    tomorrow = system_clock() + DAY
    with store.write() as transaction:
        transaction.insert([Row("1", "view_item", tomorrow, tomorrow, "c", None, b"{}")])
    store.close()
    assert cli.run(["check"]) == 1
    assert "clock" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("made", "good_for", "found"), [(350, 365, 0), (352, 365, 1), (366, 365, 0), (1, 10, 0)]
)
def test_the_self_test_names_keys_that_end_within_two_weeks(
    made: int, good_for: int, found: int, shop: Path, capsys: Captured
) -> None:
    then = system_clock() - made * DAY
    _, key = make("read", [], "", now=then, expires_at=then + good_for * DAY)
    with closing(new_store(f"sqlite:///{shop}/shop.db")) as store, store.write() as transaction:
        transaction.put_key(key)
    assert cli.run(["check"]) == found
    assert (key.key_id in capsys.readouterr().out) is bool(found)


def test_what_is_wrong_with_a_store_is_one_line(events: str, shop: Path, capsys: Captured) -> None:
    cli.run(["import", events])
    with (shop / "shop.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    capsys.readouterr()
    assert cli.run(["check"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_the_self_test_names_a_broken_model(shop: Path, capsys: Captured) -> None:
    new_store(f"sqlite:///{shop}/shop.db").close()
    (shop / "artifacts" / "v1").mkdir(parents=True)
    (shop / "artifacts" / "current").write_text("v1")
    assert cli.run(["check"]) == 1
    assert "v1 has no manifest.json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "said"),
    [("", "set ZUVOR_WEBHOOK_URL"), ("https://shop.example", "SECRETS"), ("http://shop.example", "https")],
)
def test_the_self_test_names_messages_that_do_not_get_out(
    url: str, said: str, shop: Path, capsys: Captured
) -> None:
    with closing(new_store(f"sqlite:///{shop}/shop.db")) as store, store.write() as transaction:
        transaction.put_message(Message("m", "c", b"{}", 0, system_clock() - DAY))
    assert cli.run(["check", "--webhook-url", url]) == 1
    assert said in capsys.readouterr().out


def test_the_self_test_names_gestures_that_nobody_can_read(shop: Path, capsys: Captured) -> None:
    with closing(new_store(f"sqlite:///{shop}/shop.db")) as store, store.write() as transaction:
        transaction.put_definition(INTERVENTION, "voucher", b'{"name": "voucher"}', 1, "Eve")
    assert cli.run(["check"]) == 1
    assert "voucher is left out" in " ".join(capsys.readouterr().out.split())


def test_the_self_test_names_threads(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    new_store(f"sqlite:///{shop}/shop.db").close()
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    assert cli.run(["check"]) == 1
    assert "OMP_NUM_THREADS" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code"),
    [(BadSource("no columns"), 1), (RuntimeError("oops"), 1), (KeyboardInterrupt(), 130)],
)
def test_every_error_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(importing, "text_of", lambda sql: (_ for _ in ()).throw(error))
    Path("some.csv").write_text("a\n1\n")
    assert cli.run(["import", "some.csv"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_defect_shows_its_traceback_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(importing, "text_of", lambda sql: {}[sql])
    Path("some.csv").write_text("a\n1\n")
    cli.run(["import", "some.csv"])
    quiet = capsys.readouterr().err
    cli.run(["--debug", "import", "some.csv"])
    assert "this is a defect" in quiet
    assert "Traceback" not in quiet
    assert "Traceback" in capsys.readouterr().err


def test_where_the_training_part_is_not_installed_it_says_so(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "training", None)
    monkeypatch.setitem(sys.modules, "training.job", None)
    assert cli.run(["train"]) == 1
    assert "the training part isn't in it" in capsys.readouterr().err
