"""What the blend is compared with: each is as good as a plain shop would make it."""

from __future__ import annotations

import numpy as np
import pytest

from features.clock import DAY
from features.history import KeptEvent, read
from service.engine.ranker import Blend, Head, candidates
from service.texts import text
from tests.service.engine.small_shop import BIKE, NOW, TEA, fans, kept, model, shop
from training.evaluation.baselines import filled, own_first, popular
from training.evaluation.methods import BLEND, SIMPLE, Contest, methods_of
from training.split import Window

HORIZON = 28 * DAY


def window(*events: KeptEvent) -> Window:
    return Window(read([sorted(events, key=lambda event: event[3])], consent_granted=True), NOW, HORIZON)


def named(found: Window, items: np.ndarray) -> list[str]:
    return [found.history.items[item] for item in items]


def looks(days: float, item: str, who: str = "Ann", times: int = 1) -> list[KeptEvent]:
    return [kept("view_item", days + n / 100, who, item_id=item) for n in range(times)]


def test_popular_lately_is_what_was_wanted_in_the_last_days_popular_what_was_wanted_ever() -> None:
    """Nine wanted mint two months ago, two green this week: after eight half-lives of seven days."""
    found = window(*looks(56, "mint", times=9), *looks(1, "green", times=2))
    assert named(found, popular(found, 0.25)) == ["green", "mint"]
    assert named(found, popular(found)) == ["mint", "green"]


def test_what_was_only_shown_or_waved_away_is_popular_with_nobody() -> None:
    shown = kept("view_item_list", 1, items=[{"item_id": "bell"}])
    found = window(*looks(2, "mint"), shown, kept("not_interested", 1, item_id="lamp"))
    assert named(found, popular(found)) == ["mint"]


def test_own_items_are_those_taken_often_and_lately() -> None:
    """Once today weighs as much as twice 84 days ago, three times then weigh more."""
    found = window(*looks(84, "black", times=3), *looks(0.1, "green"), *looks(90, "mint"))
    assert named(found, own_first(found.visitor(0))) == ["black", "green", "mint"]


def test_a_short_list_is_filled_with_what_is_spare_each_item_once() -> None:
    assert filled(np.array([5, 6]), np.array([6, 7, 8]), 4).tolist() == [5, 6, 7, 8]
    assert filled(np.array([5, 6]), np.array([6]), 3).tolist() == [5, 6, -1]
    assert filled(np.arange(9), np.array([20]), 3).tolist() == [0, 1, 2]


def ranked(found: Window, person: int, head: Head) -> dict[str, list[str]]:
    """By method, what it puts first for somebody in the small shop."""
    world = shop(model())
    contest = Contest(found, world, Blend(world.model.weights, world.sources))
    visitor = found.visitor(person)
    items = contest.rankings(visitor, candidates(visitor, world.sources), head).items
    names = [[world.ids[item] for item in row if item >= 0] for row in items]
    return dict(zip((method.name for method in contest.methods), names, strict=True))


def in_the_small_shop(*more: KeptEvent) -> Window:
    return window(*fans(TEA, 9), *fans(BIKE, 6), *more)


def test_own_items_go_on_with_what_is_popular_lately() -> None:
    found = in_the_small_shop(*looks(0, "bell", "Ann"))
    (person,) = (code for code, name in found.history.customers.items() if name == "Ann")
    lists = ranked(found, person, "all")
    assert lists["own items first"] == ["bell", *(i for i in lists["popular lately"] if i != "bell")]


def test_a_source_with_nothing_to_say_ranks_as_what_is_popular_lately() -> None:
    found = in_the_small_shop(kept("search", 0, "Ann", query="?"))
    (person,) = (code for code, name in found.history.customers.items() if name == "Ann")
    lists = ranked(found, person, "all")
    assert lists["bm25"] == lists["bought before"] == lists["popular lately"]
    assert len(lists["bm25"]) == 6


def test_for_new_items_nobody_ranks_what_the_customer_knows_nor_ever_what_was_waved_away() -> None:
    found = in_the_small_shop(*looks(1, "mint", "Ann"), kept("not_interested", 0, "Ann", item_id="bell"))
    (person,) = (code for code, name in found.history.customers.items() if name == "Ann")
    heads: dict[Head, set[str]] = {"all": {"bell"}, "new": {"bell", "mint"}}
    for head, left_out in heads.items():
        for items in ranked(found, person, head).values():
            assert not left_out & set(items)


def test_every_source_is_compared_by_a_column_without_being_listed() -> None:
    sources = shop(model()).sources
    methods = methods_of(sources)
    assert [method.name for method in methods[:4]] == [BLEND, *SIMPLE]
    features = [name for source in sources for name in source.features]
    compared = {features[method.column] for method in methods if method.kind == "source"}
    assert all(compared & set(source.features) for source in sources)
    assert len({method.name for method in methods}) == len(methods)


@pytest.mark.parametrize("locale", text.languages)
def test_every_method_has_a_name_for_readers(locale: str) -> None:
    for method in methods_of(shop(model()).sources):
        assert text(locale, f"method.{method.name.replace(' ', '_')}")
