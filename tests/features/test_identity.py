"""Whose a device was when."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from features.identity import ALWAYS, FOREVER, Mark, Span, span_at, spans

_marks = st.lists(st.builds(Mark, st.integers(0, 12), st.sampled_from([None, "Ann", "Ben"])), max_size=8)


@given(_marks)
def test_spans_are_a_partition_of_time(marks: list[Mark]) -> None:
    found = spans(marks)
    assert (found[0].since, found[-1].until) == (ALWAYS, FOREVER)
    assert all(before.until == after.since for before, after in pairwise(found))
    assert all(span.since < span.until for span in found)


@given(_marks, st.integers(-1, 13))
def test_every_moment_lies_in_one_span(marks: list[Mark], at: int) -> None:
    assert [span_at(spans(marks), at)] == [s for s in spans(marks) if s.since <= at < s.until]


@given(st.permutations([Mark(1, "Ann"), Mark(3, None), Mark(5, "Ben"), Mark(7, "Ann")]))
def test_the_order_of_arrival_does_not_matter(marks: list[Mark]) -> None:
    assert spans(marks) == [
        Span(ALWAYS, 4, "Ann", 1),
        Span(4, 8, "Ben", 5),
        Span(8, FOREVER, "Ann", 7),
    ]


def test_without_marks_a_device_is_nobodys() -> None:
    assert spans([]) == [Span(ALWAYS, FOREVER, None)]


def test_identify_reaches_back_to_the_beginning_and_on_for_ever() -> None:
    assert spans([Mark(5, "Ann")]) == [Span(ALWAYS, FOREVER, "Ann", 5)]


def test_after_sign_out_the_device_is_nobodys_again() -> None:
    assert spans([Mark(5, "Ann"), Mark(9, None)])[-1] == Span(10, FOREVER, None)
