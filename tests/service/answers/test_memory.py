"""What an answer said is read again from its id, by the store that signed it and nobody else."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.answers.memory import LONGEST, Content, Memory

OURS, THEIRS = Memory(b"ours"), Memory(b"theirs")
SAID = Content(
    answer="order_status",
    key="late",
    item_id=None,
    order_id="o-1",
    at=1,
    facts={"latest": 7, "stage": "late"},
    aside={},
    text="Sie kommt später.",
)
SAFE = set(string.ascii_letters + string.digits + "-_.")


@given(
    st.text(max_size=128), st.dictionaries(st.text(max_size=9), st.integers(-9, 9) | st.none(), max_size=4)
)
def test_what_was_said_is_read_again(order_id: str, facts: dict[str, int | None]) -> None:
    said = replace(SAID, order_id=order_id, facts=facts)
    answer_id = OURS.answer_id(said)
    assert OURS.content(answer_id) == said
    assert set(answer_id) <= SAFE


def test_the_kind_stands_in_front_for_whoever_may_not_read_the_rest() -> None:
    assert OURS.answer_id(SAID).partition(".")[0] == "order_status"


def test_what_another_store_said_was_not_said_here() -> None:
    assert OURS.content(THEIRS.answer_id(SAID)) is None


@given(st.data())
def test_nobody_can_change_what_was_said(data: st.DataObject) -> None:
    answer_id = OURS.answer_id(SAID)
    at = data.draw(st.integers(0, len(answer_id) - 1))
    sign = data.draw(st.sampled_from(sorted(SAFE - {answer_id[at]})))
    changed = OURS.content(answer_id[:at] + sign + answer_id[at + 1 :])
    assert changed in (None, SAID)  # the last bits of base64 may be without meaning


@given(st.text(max_size=60))
def test_what_is_no_answer_id_is_no_error(anything: str) -> None:
    assert OURS.content(anything) is None


@pytest.mark.parametrize("sign", ["x", "ä", "😀", "\x00"])
def test_the_longest_ids_fit_into_an_event(sign: str) -> None:
    long = replace(SAID, item_id=sign * 128, order_id=sign * 128, text=sign * 600)
    answer_id = OURS.answer_id(long)
    found = OURS.content(answer_id)
    assert len(answer_id) <= LONGEST
    assert found is not None
    assert (found.item_id, found.facts) == (long.item_id, long.facts)
