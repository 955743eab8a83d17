"""`zuvor models` over real, tiny artifacts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from features.artifact import Model, current, make_current, publish
from service import cli

Captured = pytest.CaptureFixture[str]


def published(root: Path, day: int) -> str:
    """A model with nothing in it, of a day in March."""
    facts = {
        "created_at": f"2026-03-{day:02}T01:00:00Z",
        "data_from": "2026-01-01T00:00:00Z",
        "data_until": f"2026-03-{day:02}T00:00:00Z",
        "recipe": {},
        "recipe_hash": "0",
        "counts": {},
        "metrics": {},
        "verdict": "Published.",
        "dependencies": {},
    }
    version = publish(root, Model({"popular": np.zeros(day)}, {"items": []}, {}), facts).version
    make_current(root, version)
    return version


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZUVOR_ARTIFACTS", str(tmp_path))
    return tmp_path


def test_the_list_says_which_one_serves(root: Path, capsys: Captured) -> None:
    first, second = published(root, 1), published(root, 2)
    make_current(root, first, "bold")
    assert cli.run(["models", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["version"], one["serves"]) for one in listed] == [(first, ["bold"]), (second, ["default"])]


def test_a_broken_version_does_not_hide_the_others(root: Path, capsys: Captured) -> None:
    good = published(root, 1)
    (root / "broken").mkdir()
    (root / "broken" / "manifest.json").write_text("{")
    assert cli.run(["models", "list"]) == 0
    said = capsys.readouterr()
    assert good in said.out
    assert "broken/manifest.json" in said.err


def test_what_a_killed_training_left_is_no_version(root: Path, capsys: Captured) -> None:
    version = published(root, 1)
    shutil.copytree(root / version, root / f".draft-{version}")
    assert cli.run(["models", "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert cli.run(["models", "rollback", f".draft-{version}"]) == 2


def test_rolled_back_the_earlier_one_serves_again(root: Path, capsys: Captured) -> None:
    first = published(root, 1)
    published(root, 2)
    assert cli.run(["models", "rollback", first]) == 0
    assert (current(root), capsys.readouterr().out.strip()) == (first, first)


def test_nobody_rolls_back_to_a_damaged_version(root: Path, capsys: Captured) -> None:
    first, second = published(root, 1), published(root, 2)
    (root / first / "popular.npy").write_bytes(b"damaged")
    assert cli.run(["models", "rollback", first]) == 1
    assert (current(root), "is damaged" in capsys.readouterr().err) == (second, True)


def test_a_version_is_shown_as_its_manifest(root: Path, capsys: Captured) -> None:
    version = published(root, 1)
    cli.run(["models", "show", version])
    assert json.loads(capsys.readouterr().out)["version"] == version


def test_a_version_nobody_published_is_wrong_use(root: Path, capsys: Captured) -> None:
    assert cli.run(["models", "rollback", "v9"]) == 2
