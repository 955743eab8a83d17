"""Back in stock: a gap that is over, told to those who wanted the item and weren't there since."""

from __future__ import annotations

import pytest

from features.clock import DAY, HOUR
from service.answers.kinds.back_in_stock import Gap, last_gap, missed
from service.answers.wanted import Wanted
from service.store.records import Offer


def offers(*spells: tuple[int, bool]) -> list[Offer]:
    return [Offer("cup", day * DAY, 5, "EUR", buyable) for day, buyable in spells]


@pytest.mark.parametrize(
    "spells",
    [[], [(1, True)], [(1, False)], [(1, True), (2, False)], [(1, False), (2, False)]],
    ids=["unknown", "always there", "never in stock", "gone", "still not there"],
)
def test_without_a_gap_that_is_over_nothing_is_back(spells: list[tuple[int, bool]]) -> None:
    assert last_gap(offers(*spells)) is None


def test_the_last_gap_counts() -> None:
    spells = offers((1, True), (2, False), (3, True), (10, False), (20, True))
    assert last_gap(spells) == Gap(10 * DAY, 20 * DAY, before=True)


def test_other_changes_during_a_gap_or_since_leave_it_one() -> None:
    spells = offers((1, True), (10, False), (12, False), (20, True), (22, True))
    assert last_gap(spells) == Gap(10 * DAY, 20 * DAY, before=True)


def test_what_was_never_for_sale_before_is_not_back_but_here() -> None:
    assert last_gap(offers((1, False), (20, True))) == Gap(1 * DAY, 20 * DAY, before=False)


GAP = Gap(10 * DAY, 20 * DAY, before=True)


def met(*days: float) -> Wanted:
    return Wanted("cup", int(min(days) * DAY), int(max(days) * DAY), len(days), kept=False)


def test_who_wanted_it_before_or_during_the_gap_missed_it() -> None:
    assert missed(met(5), GAP)
    assert missed(met(15), GAP)


def test_who_met_it_since_it_is_back_knows() -> None:
    assert not missed(met(5, 20), GAP)
    assert not missed(met(21), GAP)


def test_an_hour_without_it_is_noticed_only_by_who_met_it_then() -> None:
    short = Gap(10 * DAY, 10 * DAY + HOUR, before=True)
    assert not missed(met(5), short)
    assert missed(met(10.01), short)
