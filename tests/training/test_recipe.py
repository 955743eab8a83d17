"""A recipe: data that can be written down, and how far it looks ahead."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from features.clock import DAY
from features.errors import BadInput
from training.recipe import Recipe, horizon_for, looking_ahead, read_recipe


def written(folder: Path, text: str) -> Path:
    (folder / "recipe.toml").write_text(text)
    return folder / "recipe.toml"


def test_without_a_file_the_default_serves() -> None:
    assert read_recipe(None) == Recipe()


def test_a_file_names_what_differs(tmp_path: Path) -> None:
    made = read_recipe(written(tmp_path, "factors = 32\npopularity_half_lives = [1, 2, 3]\n"))
    assert made == Recipe(factors=32, popularity_half_lives=(1, 2, 3))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("factorz = 3", "factorz"),
        ('factors = "many"', "factors"),
        ("factors = 1", "factors"),
        ("bm25_b = 2.0", "bm25_b"),
        ("popularity_half_lives = [1]", "popularity_half_lives"),
        ("factors =", "recipe.toml"),
        ("horizon_days = inf", "horizon_days"),
        ("horizon_days = 1e-9", "horizon_days"),
        ("regularisation = nan", "regularisation"),
        ("popularity_half_lives = [1, nan, 1]", r"popularity_half_lives\[1\]"),
        ("seed = -1", "seed"),
        ("\xff", "recipe.toml"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence_with_the_field(
    tmp_path: Path, text: str, named: str
) -> None:
    path = tmp_path / "recipe.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=named) as told:
        read_recipe(path)
    assert str(path) in str(told.value)


def test_of_a_name_that_is_none_it_is_said_what_may_be_meant_and_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"unknown field `factorz` \(is factors meant\?\); there are bm25_b, bm25"
    ):
        read_recipe(written(tmp_path, "factorz = 3"))
    with pytest.raises(
        BadInput, match=r"unknown field `sparkle`; there are .*, windows; `zuvor models show`"
    ):
        read_recipe(written(tmp_path, "sparkle = 1"))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no recipe"):
        read_recipe(tmp_path / "none.toml")


def test_what_a_manifest_keeps_is_the_recipe() -> None:
    assert msgspec.convert(Recipe(factors=32).as_dict(), Recipe) == Recipe(factors=32)


def test_every_choice_counts_for_the_hash() -> None:
    changed = {name: value for name, value in Recipe().as_dict().items() if isinstance(value, int)}
    hashes = {msgspec.structs.replace(Recipe(), **{name: value + 1}).hash for name, value in changed.items()}
    assert len(hashes | {Recipe().hash}) == len(changed) + 1


@pytest.mark.parametrize(
    ("days", "horizon"), [(0, 0.25), (1, 0.25), (9, 1), (18, 3), (42, 7), (100, 14), (730, 28)]
)
def test_the_longer_the_history_the_farther_ahead(days: int, horizon: float) -> None:
    assert horizon_for(0, days * DAY, Recipe()) == horizon * DAY


def test_a_recipe_may_say_how_far() -> None:
    assert horizon_for(0, 9 * DAY, Recipe(horizon_days=2.5)) == 2.5 * DAY


@pytest.mark.parametrize("horizon", [0, DAY // 200, 2_000 * DAY])
def test_a_horizon_that_nothing_can_be_held_against_is_refused(horizon: int) -> None:
    with pytest.raises(BadInput, match="15 minutes to 1,000 days"):
        looking_ahead(horizon)


def test_without_a_horizon_the_history_decides_how_far_to_look() -> None:
    assert looking_ahead(None) == Recipe()
    assert looking_ahead(3 * DAY).horizon_days == 3
