"""Where answers fall with the gap that they follow."""

from __future__ import annotations

import numpy as np
import pytest

from features.interactions import Floats
from training.touchpoints.cliff import cliff_of


def days(rng: np.random.Generator, many: int = 2_000) -> Floats:
    return np.floor(rng.normal(-3, 4, many))


@pytest.mark.parametrize("edge", [-1.0, 0.0, 3.0])
def test_a_break_is_found_where_it_is(edge: float) -> None:
    rng = np.random.default_rng(3)
    late = days(rng)
    found = cliff_of(late, np.where(late >= edge, 2.0, 4.3) + rng.normal(0, 1, len(late)))
    assert found is not None
    assert (found.gap, found.low <= edge <= found.high) == (edge, True)
    assert [found.before, found.after] == pytest.approx([4.3, 2.0], abs=0.15)


@pytest.mark.slow
def test_where_answers_do_not_depend_on_the_gap_there_is_no_break() -> None:
    found = [_without_a_break(np.random.default_rng(seed)) for seed in range(100, 130)]
    assert sum(found) <= 2  # one in a hundred


def _without_a_break(rng: np.random.Generator) -> bool:
    late = days(rng, 500)
    return cliff_of(late, rng.integers(1, 6, len(late)).astype(float)) is not None


def test_what_rises_with_the_gap_is_no_fall() -> None:
    rng = np.random.default_rng(3)
    late = days(rng)
    assert cliff_of(late, late + rng.normal(0, 1, len(late))) is None


def test_of_one_gap_alone_nothing_can_be_told() -> None:
    assert cliff_of(np.zeros(100), np.arange(100.0)) is None
    assert cliff_of(np.zeros(0), np.zeros(0)) is None


def test_a_few_angry_answers_are_no_break() -> None:
    late = np.array([-1.0] * 500 + [9.0] * 10)
    assert cliff_of(late, np.where(late > 0, 1.0, 5.0)) is None
