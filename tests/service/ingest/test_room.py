"""Rows of people lie in an import's temporary files: they go, also where the import was killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from service.ingest.room import PREFIX, SETTLED, clear, room


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files lie here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(temporary: Path, seconds: float) -> Path:
    """What a killed import left, so many seconds ago."""
    folder = temporary / f"{PREFIX}left"
    folder.mkdir()
    (folder / "rows.parquet").write_text("rows")
    age(folder, seconds)
    return folder


def age(folder: Path, seconds: float) -> None:
    then = folder.stat().st_mtime - seconds
    os.utime(folder, (then, then))


def test_it_goes_with_the_import(temporary: Path) -> None:
    with room() as folder:
        (folder / "rows").write_text("rows")
    assert list(temporary.iterdir()) == []


def test_the_next_import_clears_what_a_killed_one_left(temporary: Path) -> None:
    left = left_behind(temporary, SETTLED + 1)
    with room():
        assert not left.exists()


def test_what_has_just_been_made_stays(temporary: Path) -> None:
    left = left_behind(temporary, SETTLED - 30)
    clear()
    assert left.exists()


def test_an_import_that_runs_keeps_its_room(temporary: Path) -> None:
    with room() as folder:
        age(folder, SETTLED + 1)
        clear()
        assert folder.exists()
