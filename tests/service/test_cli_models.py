"""`zuvor models` over real, tiny artifacts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from features.artifact import Comparison, Model, current, make_current, publish
from service import cli
from training.recipe import Recipe, read_recipe

Captured = pytest.CaptureFixture[str]


COMPARED = Comparison(
    difference=0.01, low=0.005, high=0.015, customers=60, windows=2, serving_recipe="old", new_recipe="new"
)


def published(root: Path, day: int, **more: Any) -> str:
    """A model with nothing in it, of a day in March."""
    facts = {
        "created_at": f"2026-03-{day:02}T01:00:00Z",
        "data_from": "2026-01-01T00:00:00Z",
        "data_until": f"2026-03-{day:02}T00:00:00Z",
        "recipe": {"factors": 64},
        "recipe_hash": "0",
        "counts": {},
        "metrics": {},
        "verdict": "Published.",
        "dependencies": {},
    }
    version = publish(root, Model({"popular": np.zeros(day)}, {"items": []}, {}), facts | more).version
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
    second = published(root, 2)
    assert cli.run(["models", "rollback", first]) == 0
    said = capsys.readouterr()
    assert (current(root), said.out.strip()) == (first, first)
    assert f"{first} serves instead of {second}" in said.err


def test_what_serves_already_goes_on_serving(root: Path, capsys: Captured) -> None:
    version = published(root, 1)
    assert cli.run(["models", "rollback", version]) == 0
    assert f"{version} serves already" in capsys.readouterr().err
    assert current(root) == version


def test_nobody_rolls_back_to_a_damaged_version(root: Path, capsys: Captured) -> None:
    first, second = published(root, 1), published(root, 2)
    (root / first / "popular.npy").write_bytes(b"damaged")
    assert cli.run(["models", "rollback", first]) == 1
    assert (current(root), "is damaged" in capsys.readouterr().err) == (second, True)


def test_a_version_is_shown_as_its_manifest(root: Path, capsys: Captured) -> None:
    version = published(root, 1)
    cli.run(["models", "show", version, "--json"])
    assert json.loads(capsys.readouterr().out)["version"] == version


def test_shown_to_a_person_it_says_what_it_was_made_of_and_how_it_was_judged(
    root: Path, capsys: Captured
) -> None:
    version = published(root, 1, verdict="Published: better, +0.0100.", comparison=COMPARED)
    assert cli.run(["models", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"version       {version}" in lines
    assert "serves        default" in lines
    assert "verdict       Published: better, +0.0100." in lines
    assert "compared      recipe new with old, which served" in lines
    assert lines[-1] == "factors = 64"


def test_the_recipe_shown_is_one_that_training_takes(root: Path, tmp_path: Path, capsys: Captured) -> None:
    published(root, 1, recipe=Recipe(factors=7).as_dict())
    cli.run(["models", "show"])
    said = capsys.readouterr().out
    (tmp_path / "recipe.toml").write_text(said[said.index("# recipe") :])
    assert read_recipe(tmp_path / "recipe.toml") == Recipe(factors=7)


def test_the_list_shows_the_verdict_with_its_figures(root: Path, capsys: Captured) -> None:
    published(root, 1, verdict="Published: better, +0.0100.", comparison=COMPARED)
    cli.run(["models", "list"])
    assert "+0.0100 (+0.0050 to +0.0150)  Published: better\n" in capsys.readouterr().out


def test_a_broken_pointer_hides_no_version(root: Path, capsys: Captured) -> None:
    version = published(root, 1)
    (root / "current").write_bytes(b"")
    assert cli.run(["models", "list"]) == 0
    said = capsys.readouterr()
    assert version in said.out
    assert "current names no version" in said.err


def test_where_nothing_is_published_the_list_says_what_makes_a_model(root: Path, capsys: Captured) -> None:
    assert cli.run(["models", "list"]) == 0
    said = capsys.readouterr()
    assert (said.out, "`zuvor train` makes the first model" in said.err) == ("", True)


def test_without_a_model_there_is_nothing_to_show(root: Path, capsys: Captured) -> None:
    assert (cli.run(["models", "show"]), "run zuvor train first" in capsys.readouterr().err) == (1, True)


def test_under_a_name_only_what_stands_there_goes_back(root: Path) -> None:
    first, second = published(root, 1), published(root, 2)
    make_current(root, second, "bold")
    assert cli.run(["models", "rollback", first, "--as", "bold"]) == 0
    assert (current(root), current(root, "bold")) == (second, first)


def test_nobody_rolls_back_to_a_newer_format(root: Path, capsys: Captured) -> None:
    first, second = published(root, 1), published(root, 2)
    manifest = root / first / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 99'))
    assert cli.run(["models", "rollback", first]) == 1
    assert (current(root), "newer zuvor" in capsys.readouterr().err) == (second, True)


def test_a_version_nobody_published_is_wrong_use(root: Path, capsys: Captured) -> None:
    assert cli.run(["models", "rollback", "v9"]) == 2
