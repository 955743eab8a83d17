"""Buy again: the usual time and pieces, by one's own orders or, where those say little, by others'."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from features.clock import DAY, HOUR, to_micros
from features.history import KeptEvent
from service.answers.kinds.buy_again import BUY_AGAIN, Bought, Habit, due, habit_of
from tests.service.answers.counter import Counter
from tests.service.engine.small_shop import kept, learned

MONTHLY = [Bought(day * DAY, 2) for day in (0, 30, 61, 90)]


def test_the_usual_time_and_pieces_are_those_in_the_middle() -> None:
    bought = [*MONTHLY, Bought(290 * DAY, 9)]
    assert habit_of(bought, None) == Habit(30.5, 2, 290 * DAY, own=True)


def test_orders_of_one_day_are_one() -> None:
    bought = [*MONTHLY[:3], Bought(61 * DAY + HOUR, 2)]
    assert habit_of(bought, None) == Habit(30.5, 2, 61 * DAY + HOUR, own=True)


def test_bought_once_others_say_when() -> None:
    assert habit_of(MONTHLY[:1], 20.0) == Habit(20, 2, 0, own=False)


def test_bought_twice_ones_own_time_and_that_of_others_count_alike() -> None:
    assert habit_of(MONTHLY[:2], 20.0) == Habit(25, 2, 30 * DAY, own=True)


@pytest.mark.parametrize("times", [1, 2])
def test_where_nobody_knows_there_is_no_habit(times: int) -> None:
    assert habit_of(MONTHLY[:times], None) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [(5, False), (26, False), (27, True), (30, True), (60, True), (61, False), (730, False)],
    ids=["yesterday's", "too early", "just in time", "in time", "late", "too late", "two years of silence"],
)
def test_it_is_due_around_the_usual_time_and_not_for_ever(days: int, expected: bool) -> None:
    assert due(Habit(30, 1, 100 * DAY, own=True), (100 + days) * DAY) is expected


def test_who_buys_every_year_on_the_29th_of_february_hears_of_it_each_year() -> None:
    yearly = [
        Bought(to_micros(datetime(*day, tzinfo=UTC)), 1)
        for day in ((2022, 3, 1), (2023, 3, 1), (2024, 2, 29))
    ]
    habit = habit_of(yearly, None)
    assert habit is not None
    assert habit.gap == 365
    assert due(habit, to_micros(datetime(2025, 2, 28, tzinfo=UTC)))
    assert not due(habit, to_micros(datetime(2024, 8, 29, tzinfo=UTC)))


def test_half_a_piece_more_is_a_piece_more() -> None:
    assert habit_of(
        [Bought(0, 1), Bought(30 * DAY, 2), Bought(60 * DAY, 2), Bought(90 * DAY, 1)], None
    ) == Habit(30, 2, 90 * DAY, own=True)


def suggested(counter: Counter) -> list[tuple[str | None, int]]:
    return [(a.item_id, a.data["action"]["body"]["quantity"]) for a in counter.answers(BUY_AGAIN)]


def buy(counter: Counter, every: int, times: int, pieces: int = 2, name: str = "green") -> None:
    """So many orders, so many days apart; the next one is due now."""
    for n in range(times):
        counter.order(f"{name} {n}", name, pieces=pieces)
        counter.pass_days(every)


def test_the_cart_gets_the_usual_pieces_and_never_more_than_there_are(counter: Counter) -> None:
    buy(counter, 30, 3)
    assert suggested(counter) == [("green", 2)]
    counter.sell("green", stock=1)
    assert suggested(counter) == [("green", 1)]


def test_what_was_sent_back_or_cancelled_was_not_bought(counter: Counter) -> None:
    buy(counter, 30, 3)
    counter.happen("order_cancelled", order_id="green 2")
    assert suggested(counter) == []


def test_the_usual_pieces_are_those_that_were_kept(counter: Counter) -> None:
    for n in range(3):
        counter.order(f"{n}", "green", "mint", pieces=5)
        counter.happen("refund", order_id=f"{n}", items=[{"item_id": "green", "quantity": 2}], value=10)
        counter.pass_days(30)
    assert sorted(suggested(counter)) == [("green", 3)]


def test_what_the_shop_says_nobody_buys_again_is_not_suggested(counter: Counter) -> None:
    buy(counter, 30, 3)
    counter.sell("green", repeat_purchase=False)
    assert suggested(counter) == []


def test_what_is_latest_by_its_own_habit_comes_first(counter: Counter) -> None:
    buy(counter, 30, 3, name="green")
    buy(counter, 8, 3, name="mint")
    assert suggested(counter) == [("green", 2)]
    assert suggested(counter.pass_days(4)) == [("green", 2)]
    counter.order("again", "green")
    assert suggested(counter) == [("mint", 2)]


def test_after_two_years_of_silence_nothing_is_said(counter: Counter) -> None:
    buy(counter, 30, 5)
    assert suggested(counter.pass_days(730)) == []


def basket(days: float, who: str, item: str) -> KeptEvent:
    return kept("purchase", days, who, items=[{"item_id": item, "quantity": 1, "price": 1}])


def test_bought_once_it_is_suggested_when_others_buy_it_again_unless_hardly_anybody_does(
    counter: Counter,
) -> None:
    buyers = [(f"buyer {n}", n / 100) for n in range(30)]
    tea = [basket(days - late, who, "green") for who, late in buyers for days in (21.5, 11.5, 1.5)]
    lamps = [basket(1 + n / 100, f"reader {n}", "lamp") for n in range(100)]
    counter.floor.publish(learned(*tea, *lamps))
    counter.floor.live.refresh_model()
    counter.order("1", "green", "lamp")
    assert suggested(counter.pass_days(3)) == []
    answers = counter.pass_days(7).answers(BUY_AGAIN, locale="en")
    assert [a.text for a in answers] == [
        "“Grüntee”, last bought 1 week ago: about now it is often bought again."
    ]
    counter.happen("not_interested", "green")
    assert suggested(counter) == []
