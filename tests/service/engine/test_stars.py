"""Stars: a few say little, many say what people think; the category says what is usual."""

from __future__ import annotations

import numpy as np
import pytest

from features.catalogue import Item
from service.engine.stars import PRIOR, average, disliked
from service.engine.world import World
from tests.service.engine.small_shop import item

TEA, BIKE = 0, 1


def disliked_in(*items: Item) -> list[str]:
    world = World(None, items, revision=1)
    return [world.ids[code] for code in np.nonzero(world.disliked)[0]]


def rated(name: str, mean: float | None, count: int | None, category: str | None = "tea") -> Item:
    return item(name, category, rating_mean=mean, rating_count=count)


def test_without_ratings_an_item_is_as_good_as_its_category() -> None:
    mean, count = np.array([4.0, 0.0, 2.0]), np.array([1e6, 0.0, 1e6])
    found = average(mean, count, np.array([TEA, TEA, BIKE]))
    assert found == pytest.approx([4, 4, 2], abs=1e-4)


def test_an_item_without_a_category_or_ratings_is_as_good_as_the_shop() -> None:
    found = average(np.array([4.0, 2.0, 0.0]), np.array([10.0, 10.0, 0.0]), np.array([TEA, BIKE, -1]))
    assert found[2] == pytest.approx(3)


def test_the_prior_counts_like_so_many_ratings() -> None:
    found = average(np.array([1.0, 5.0]), np.array([PRIOR, 1e9]), np.array([TEA, TEA]))
    assert found[0] == pytest.approx(3, abs=1e-4)


def test_nobodys_stars_are_no_stars() -> None:
    none = np.zeros(2)
    assert not disliked(none, none, np.array([TEA, -1])).any()
    assert not disliked(none[:0], none[:0], np.zeros(0, np.int32)).any()


def test_what_many_gave_few_stars_is_disliked() -> None:
    assert disliked_in(rated("good", 4.5, 500), rated("bad", 1.5, 50), rated("new", None, None)) == ["bad"]


def test_one_bad_word_makes_nothing_disliked() -> None:
    assert disliked_in(rated("good", 4.5, 500), rated("unlucky", 1, 1)) == []


@pytest.mark.parametrize(("mean", "count"), [(1.0, None), (None, 50), (0.0, 0)])
def test_stars_need_a_mean_and_a_count(mean: float | None, count: int | None) -> None:
    assert disliked_in(rated("good", 4.5, 500), rated("half said", mean, count)) == []


def test_better_stars_are_in_force_with_the_catalogue() -> None:
    world = World(None, [rated("tea", 1, 50)], revision=1)
    assert world.disliked.tolist() == [True]
    world.apply({"tea": rated("tea", 5, 50)}, 2)
    assert world.disliked.tolist() == [False]
    world.apply({"tea": rated("tea", None, None), "other": rated("other", 1, 50)}, 3)
    assert world.disliked.tolist() == [False, True]
