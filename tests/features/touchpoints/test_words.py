"""The words that separate good from bad comments."""

from __future__ import annotations

import polars as pl

from features.touchpoints.cells import Word
from features.touchpoints.words import separating

FORM = {"person": pl.UInt32, "comment": pl.String, "good": pl.Boolean}


def comments(*groups: tuple[int, str, bool]) -> list[Word]:
    said = [(text, good) for many, text, good in groups for _ in range(many)]
    return separating(pl.DataFrame([(n, *one) for n, one in enumerate(said)], FORM, orient="row"))


def test_what_both_say_separates_nothing() -> None:
    found = comments((40, "the parcel was lovely", True), (40, "the parcel was broken", False))
    assert {word.word: word.log_odds > 0 for word in found} == {"lovely": True, "broken": False}


def test_a_word_comes_with_how_often_each_side_said_it() -> None:
    found = comments((40, "nice fast", True), (30, "nice slow", False), (3, "nice slow", True))
    (slow,) = [word for word in found if word.word == "slow"]
    assert (slow.good, slow.bad) == (3, 30)
    assert slow.z < -1.96


def test_a_word_of_few_is_not_shown_it_may_be_a_name() -> None:
    found = comments((40, "fine thing", True), (40, "bad thing", False), (4, "Krzysztof bad", False))
    assert "krzysztof" not in [word.word for word in found]


def test_a_word_that_one_person_keeps_saying_is_not_shown() -> None:
    one = [(1, f"awful number{chr(97 + n)}", False) for n in range(20)]
    other = [(n + 2, "good", True) for n in range(20)]
    assert [word.word for word in separating(pl.DataFrame(one + other, FORM, orient="row"))] == ["good"]


def test_without_comments_of_both_sides_there_is_nothing_to_tell() -> None:
    assert comments() == []
    assert comments((40, "fine", True)) == []
    assert comments((40, "42 !!", True), (40, "…", False)) == []
