"""What share of a list a category may take: the visitor's interest, as far as it shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.shares import Balance, interest, most
from service.engine.visitor import stranger
from service.engine.world import World
from service.store.records import Fact
from tests.service.engine.small_shop import NOW, fact, shop, visitor


@pytest.fixture
def world() -> World:
    return shop()


def in_tea(world: World, *facts: Fact) -> float:
    return float(interest(visitor(world, *facts), world)[world.category_code("tea")])


def test_of_a_stranger_the_shops_interest_is_taken(world: World) -> None:
    assert interest(stranger(NOW), world).tolist() == world.category_share.tolist()


def test_interests_sum_to_one(world: World) -> None:
    someone = visitor(world, fact("view_item", 1, "green"), fact("search", 2, query="Klingel"))
    assert interest(someone, world).sum() == pytest.approx(1)


def test_the_more_is_done_about_tea_the_more_tea_may_stand_there(world: World) -> None:
    few, more = ([fact("view_item", 1, "green")] * times for times in (1, 30))
    assert in_tea(world) < in_tea(world, *few) < in_tea(world, *more) < 1
    assert in_tea(world, *few) < 0.9 < 0.98 < in_tea(world, *more)


def test_a_search_for_tea_is_an_act_too(world: World) -> None:
    assert in_tea(world) < in_tea(world, fact("search", 1, query="Minztee"))


def test_who_waved_tea_away_is_not_interested_in_it(world: World) -> None:
    facts = fact("not_interested", 1, "green"), fact("view_item", 1, "bell")
    assert in_tea(world, *facts) < in_tea(world)


def test_at_0_every_category_may_take_all(world: World) -> None:
    assert most(stranger(NOW), world, 0).tolist() == [1, 1]


def test_at_1_no_category_takes_more_than_its_interest(world: World) -> None:
    assert most(stranger(NOW), world, 1).tolist() == world.category_share.tolist()


def test_a_shop_without_categories_has_no_shares() -> None:
    bare = World(None)
    assert len(most(stranger(NOW), bare, 0.5)) == 0
    assert Balance(most(stranger(NOW), bare, 0.5)).takes(-1)


@given(
    kinds=st.lists(st.integers(-1, 2), max_size=40), shares=st.lists(st.floats(0, 1), min_size=3, max_size=3)
)
def test_no_category_exceeds_its_share_by_more_than_one_item(kinds: list[int], shares: list[float]) -> None:
    balance = Balance(np.array(shares, np.float64))
    held: list[int] = []
    for kind in kinds:
        if balance.takes(kind):
            balance.add(kind)
            held.append(kind)
            assert kind < 0 or held.count(kind) <= shares[kind] * len(held) + 1


@pytest.mark.parametrize("share", [0.01, 0.5, 1.0])
def test_every_category_may_come_first_and_what_has_none_always(share: float) -> None:
    balance = Balance(np.full(1, share))
    assert balance.takes(0)
    balance.add(0)
    assert balance.takes(-1)
    assert balance.takes(0) is (share > 0.5)
