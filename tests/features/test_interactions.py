"""What each kind of event weighs, and how it fades."""

from __future__ import annotations

import numpy as np
import pytest

from features.clock import DAY, HOUR, MINUTE
from features.events import KINDS
from features.interactions import (
    BUY,
    CODES,
    KEEP,
    LOOK,
    TABLE,
    WEIGHTS,
    Interactions,
    age_days,
    among,
    decay,
    empty,
    visits,
)
from training.models.matrices import persons_by_items


def rows(*events: tuple[int, int, str]) -> Interactions:
    """(person, item, kind) at moments 0, 1, 2, …"""
    person, item, kind = zip(*events, strict=True)
    codes = np.array([CODES[k] for k in kind], np.uint8)
    ones = np.ones(len(events), np.float32)
    return Interactions(np.array(person), np.array(item), codes, np.arange(len(events)), ones, ones, ones)


def test_the_kinds_that_weigh_are_kinds_of_events() -> None:
    assert set(KINDS) >= {kind.event for kind in TABLE} - {"other"}


def test_every_kind_stands_in_the_table_once() -> None:
    assert len(CODES) == len(TABLE)


def test_what_is_not_in_the_table_weighs_nothing() -> None:
    assert WEIGHTS[CODES.get("experience_rated", 0)] == 0


def test_buying_says_more_than_keeping_and_keeping_more_than_looking() -> None:
    assert WEIGHTS[BUY].min() > WEIGHTS[KEEP].max()
    assert WEIGHTS[KEEP].min() > WEIGHTS[LOOK].max() > 0


def test_taking_something_back_speaks_against_it() -> None:
    assert all(WEIGHTS[CODES[kind]] < 0 for kind in ("remove_from_cart", "refund", "not_interested"))


def test_an_event_has_half_its_weight_after_a_half_life() -> None:
    assert decay(np.array([0.0, 7.0, 14.0]), 7.0) == pytest.approx([1, 0.5, 0.25])


def test_age_counts_in_days_and_is_never_negative() -> None:
    made = rows((0, 0, "view_item"), (0, 1, "view_item"))
    assert age_days(made, 2 * DAY) == pytest.approx([2, 2])
    assert age_days(made, -DAY) == pytest.approx([0, 0])


def test_no_rows_have_no_weight() -> None:
    assert len(empty()) == len(empty().weight) == 0


def test_a_matrix_sums_what_a_person_did_with_an_item() -> None:
    made = rows((0, 1, "view_item"), (0, 1, "purchase"), (1, 0, "view_item"))
    assert persons_by_items(made, made.weight, 2, 3).toarray().tolist() == [[0, 6, 0], [1, 0, 0]]


def test_a_matrix_leaves_out_what_was_taken_back() -> None:
    made = rows((0, 0, "view_item"), (0, 0, "not_interested"), (0, 1, "view_item"))
    matrix = persons_by_items(made, made.weight, 1, 2)
    assert (matrix.nnz, matrix[0, 1]) == (1, 1)


@pytest.mark.parametrize(("codes", "others"), [([3, 0, 7, 3], [7, 1]), ([2, 9], []), ([], [4]), ([1], [5])])
def test_which_codes_are_among_others(codes: list[int], others: list[int]) -> None:
    some, known = np.array(codes, np.int32), np.array(others, np.int32)
    assert among(some, known).tolist() == [code in others for code in codes]


def test_an_hour_without_any_act_ends_a_visit() -> None:
    assert visits(np.array([0, 50 * MINUTE, 110 * MINUTE, 170 * MINUTE + 1, 9 * DAY])).tolist() == [
        0,
        0,
        0,
        1,
        2,
    ]
    assert visits(np.array([HOUR, HOUR, HOUR])).tolist() == [0, 0, 0]
    assert visits(empty().at).tolist() == []


def test_nobody_shares_a_visit_with_another_person() -> None:
    assert visits(np.array([5, 6, 5, 7]), np.array([1, 1, 2, 2])).tolist() == [0, 0, 1, 1]
