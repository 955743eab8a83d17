"""Where Ann's order is: what was promised stays with it, and a delay is said before the day passes."""

from __future__ import annotations

import pytest

from service.answers.kinds.order_status import ORDER_STATUS
from tests.service.answers.counter import Counter
from tests.service.answers.orders import moves, order, with_calendar


@pytest.fixture
def ann(counter: Counter) -> Counter:
    """It is Sunday noon; green tea takes two days."""
    counter.sell("green", lead_time_days=2)
    return with_calendar(counter)


def status(counter: Counter, **question: str) -> str | None:
    found = counter.answers(ORDER_STATUS, **question)
    return found[0].text if found else None


def tell(counter: Counter, **question: str) -> None:
    counter.show(counter.answers(ORDER_STATUS, **question)[0])


def test_who_ordered_nothing_is_told_nothing(ann: Counter) -> None:
    assert status(ann) is None


def test_an_order_comes_on_the_day_that_was_promised(ann: Counter) -> None:
    order(ann, promised_in=5)
    assert status(ann) == "Ihre Bestellung o-1 ist bei uns eingegangen und kommt bis Freitag."
    moves(ann, "shipment_dispatched")
    assert status(ann, locale="en") == "Your order o-1 is on its way and arrives by Friday."


def test_an_order_that_nothing_was_promised_for_takes_as_long_as_the_shop_says(ann: Counter) -> None:
    order(ann)
    assert status(ann) == "Ihre Bestellung o-1 ist bei uns eingegangen und kommt in 3 Werktagen."


def test_where_nobody_knows_when_it_comes_no_day_is_said(ann: Counter) -> None:
    ann.sell("green")
    order(ann)
    assert status(ann) == "Ihre Bestellung o-1 ist bei uns eingegangen."


def test_a_delay_is_said_before_the_promised_day_passes(ann: Counter) -> None:
    order(ann, promised_in=3)  # Wednesday
    assert "bis Mittwoch" in str(status(ann))
    ann.pass_days(2.2)  # Tuesday after the cut-off, and it is still in Leipzig
    assert status(ann) == (
        "Ihre Bestellung o-1 verspätet sich: Sie kommt voraussichtlich nun Freitag statt morgen."
    )


def test_a_delay_whose_end_nobody_knows_is_said_without_a_day(ann: Counter) -> None:
    ann.sell("green")
    order(ann, promised_in=3)
    ann.pass_days(3.1)  # Wednesday after the cut-off
    assert status(ann) == (
        "Ihre Bestellung o-1 verspätet sich: "
        "Sie wird zum zugesagten Tag (heute) voraussichtlich noch nicht da sein."
    )


def test_after_the_promised_day_it_is_said_that_it_is_late(ann: Counter) -> None:
    order(ann, promised_in=3)
    moves(ann, "shipment_dispatched")
    ann.pass_days(5)
    assert status(ann) == "Ihre Bestellung o-1 ist leider verspätet, zugesagt war: Mittwoch, 25. November."


def test_a_delay_comes_before_everything_else(ann: Counter) -> None:
    order(ann, promised_in=9, order_id="in time")
    order(ann, promised_in=3)
    ann.pass_days(2.2)
    assert [answer.order_id for answer in ann.answers(ORDER_STATUS)] == ["o-1", "in time"]


def test_of_many_orders_the_urgent_and_the_newest_are_said(ann: Counter) -> None:
    order(ann, promised_in=3, order_id="late")
    ann.pass_days(2.2)
    for number in range(5):
        order(ann, promised_in=9, order_id=f"new-{number}")
        ann.pass_days(0.01)
    assert [answer.order_id for answer in ann.answers(ORDER_STATUS)] == ["late", "new-4"]


def test_another_day_than_the_one_told_is_said_as_a_change(ann: Counter) -> None:
    order(ann)
    tell(ann)
    ann.pass_days(2.2)
    assert status(ann) == "Anders als zuletzt gesagt kommt Ihre Bestellung o-1 nun Freitag statt morgen."
    assert ann.answers(ORDER_STATUS)[0].data["correction"]
    tell(ann)
    assert status(ann) is None


def test_what_was_told_on_the_phone_is_not_repeated_on_the_page_until_something_happens(ann: Counter) -> None:
    order(ann, promised_in=5)
    ann.happen("answer_shown", answer_id=ann.answers(ORDER_STATUS)[0].answer_id, channel="phone")
    assert status(ann, channel="web") is None
    moves(ann, "shipment_dispatched")
    assert "unterwegs" in str(status(ann))


def test_a_part_of_an_order_is_there(ann: Counter) -> None:
    lines = [{"item_id": "green", "quantity": 1, "price": 5, "origin": o} for o in ("leipzig", "linz")]
    order(ann, promised_in=5, items=lines)
    moves(ann, "shipment_delivered", origin="linz")
    assert status(ann) == "Ein Teil Ihrer Bestellung o-1 ist da, der Rest kommt bis Freitag."


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("shipment_delivered", "Ihre Bestellung o-1 ist angekommen (gestern)."),
        ("order_cancelled", "Ihre Bestellung o-1 ist storniert (gestern)."),
    ],
)
def test_the_end_of_an_order_is_news_for_some_days(ann: Counter, kind: str, text: str) -> None:
    order(ann, promised_in=5)
    moves(ann, kind)
    assert status(ann.pass_days(1)) == text
    assert status(ann.pass_days(8)) is None
    assert status(ann, order_id="o-1") is not None


def test_of_somebody_elses_order_nothing_is_said(ann: Counter) -> None:
    order(ann)
    assert ann.answers(ORDER_STATUS, who="Ben", order_id="o-1") == []


def test_after_two_months_of_silence_there_is_nothing_to_say(ann: Counter) -> None:
    order(ann)
    assert status(ann.pass_days(730)) is None


def test_an_order_is_answered_also_to_who_denied_everything(ann: Counter) -> None:
    denied = dict.fromkeys(("personalisation", "marketing", "analytics"), "denied")
    ann.happen("consent_updated", purposes=denied)
    order(ann, promised_in=5)
    assert "bis Freitag" in str(status(ann))


def test_an_order_of_500_items_is_one_answer(ann: Counter) -> None:
    lines = [{"item_id": f"i{n}", "quantity": 1, "price": 1, "origin": "leipzig"} for n in range(500)]
    order(ann, promised_in=5, items=lines)
    (answer,) = ann.answers(ORDER_STATUS)
    assert len(answer.data["item_ids"]) == 5


def test_nobody_waits_for_what_was_taken_over_the_counter(ann: Counter) -> None:
    order(ann, channel="store")
    assert status(ann) is None


def test_however_much_was_told_an_order_is_still_known(ann: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.answers.known.MOST", 5)
    order(ann, promised_in=5)
    for _ in range(5):
        ann.happen("answer_shown", answer_id="order_status.of.another-store")
    assert status(ann) is not None
