"""How different a list's items are, in worlds that can be said in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.diversity import diversity

TEA, BIKE, BOOK, NONE = 0, 1, 2, -1
LISTS = st.lists(st.integers(-1, 4), min_size=2, max_size=12)


def test_of_nothing_but_tea_no_pair_differs_of_one_of_each_kind_every_pair() -> None:
    assert diversity(np.array([[TEA, TEA, TEA], [TEA, BIKE, BOOK]])).tolist() == [0, 1]


def test_of_two_teas_and_a_bike_two_of_three_pairs_differ() -> None:
    assert float(diversity(np.array([TEA, TEA, BIKE]))) == pytest.approx(2 / 3)


def test_an_item_without_a_category_is_left_out() -> None:
    assert diversity(np.array([[TEA, BIKE, NONE], [TEA, TEA, NONE]])).tolist() == [1, 0]


def test_one_item_alone_differs_from_nothing() -> None:
    assert np.isnan(diversity(np.array([[TEA, NONE], [NONE, NONE]]))).all()


@given(LISTS)
def test_the_order_does_not_matter(categories: list[int]) -> None:
    turned = sorted(categories)
    assert np.array_equal(diversity(np.array(categories)), diversity(np.array(turned)), equal_nan=True)


@given(LISTS)
def test_it_is_the_share_of_differing_pairs_counted_one_by_one(categories: list[int]) -> None:
    known = [code for code in categories if code >= 0]
    pairs = [(a, b) for n, a in enumerate(known) for b in known[:n]]
    found = float(diversity(np.array(categories)))
    assert (
        np.isnan(found) if not pairs else found == pytest.approx(sum(a != b for a, b in pairs) / len(pairs))
    )
