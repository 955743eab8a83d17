"""`zuvor interventions` learns, keeps and tells; a training does it too."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from features.analyses import INTERVENTIONS, POLICY
from features.clock import parse_moment
from service import cli
from tests.stores import new_store
from tests.training.interventions.past import Season, write_season


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with a season of gestures."""
    place = f"sqlite:///{tmp_path}/shop.db"
    monkeypatch.setenv("ZUVOR_STORE", place)
    monkeypatch.setenv("ZUVOR_ARTIFACTS", str(tmp_path / "artifacts"))
    store = new_store(place)
    write_season(store, Season(triggers=400))
    store.close()
    return place


def kept(place: str) -> list[bool]:
    store = new_store(place)
    found = [store.analysis(name) is not None for name in (INTERVENTIONS, POLICY)]
    store.close()
    return found


@pytest.mark.slow
def test_what_gestures_did_is_told_and_kept(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["interventions", "--as-of", "2026-11-22T12:00:00Z", "--locale", "en"]) == 0
    said = capsys.readouterr().out
    assert "Gestures are chosen by what was learned from 400 decisions." in said
    assert "call" in said
    assert kept(place) == [True, True]


@pytest.mark.slow
def test_it_is_told_to_machines_without_pictures(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["interventions", "--as-of", "2026-11-22T12:00:00Z", "--json"]) == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert (told["decided"], told["pictures"]) == (400, {})
    assert {line["gesture"] for line in told["lines"]} == {"nothing", "call", "sorry"}


@pytest.mark.slow
def test_a_training_learns_gestures_too(place: str) -> None:
    assert cli.run(["train", "--as-of", "2026-11-22T12:00:00Z"]) == 0
    assert kept(place) == [True, True]


def test_where_nothing_was_decided_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZUVOR_STORE", f"sqlite:///{tmp_path}/empty.db")
    assert cli.run(["interventions", "--locale", "en"]) == 0
    assert capsys.readouterr().out == "Nothing was ever decided about goodwill\n"


@pytest.mark.slow
def test_a_look_back_is_printed_and_what_is_newer_stays(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["interventions", "--as-of", "2026-11-22T12:00:00Z", "--locale", "en"]) == 0
    assert capsys.readouterr().err == ""
    assert cli.run(["interventions", "--as-of", "2026-10-22T12:00:00Z", "--locale", "en"]) == 0
    told = capsys.readouterr()
    assert "this was only printed" in told.err
    assert told.out
    store = new_store(place)
    found = store.analysis(INTERVENTIONS)
    store.close()
    assert found is not None
    assert msgspec.json.decode(found.body)["as_of"] == parse_moment("2026-11-22T12:00:00Z")
