"""What each kind of gap compares, in one sentence each."""

from __future__ import annotations

import pytest

from features.touchpoints.definition import DEFAULTS, Touchpoint
from features.touchpoints.earlier import usual_of
from features.touchpoints.gaps import CLOCKS, OUT_OF_RANGE, gaps_of
from features.touchpoints.usual import Usual
from tests.features.touchpoints.world import (
    COMPLAINT,
    CONTACT,
    HOURS,
    arrived,
    bought,
    event,
    gaps,
    known,
    of_kind,
    offer,
    rated,
)


def test_delivery_counts_whole_local_days() -> None:
    (gap,) = of_kind("delivery", gaps([bought(10, due=7), arrived(5)]))
    assert (gap["expectation"], gap["experience"], gap["gap"], gap["unit"]) == (3, 5, 2, "days")


def test_an_order_that_is_still_missing_is_late_by_the_days_so_far() -> None:
    (gap,) = of_kind("delivery", gaps([bought(10, due=7)]))
    assert (gap["met"], gap["gap"]) == (False, 7)


def test_an_order_whose_day_has_not_passed_is_no_gap() -> None:
    assert of_kind("delivery", gaps([bought(3, due=-2)])) == []


def test_who_cancels_before_the_day_waits_for_nothing() -> None:
    assert of_kind("delivery", gaps([bought(9, due=5), event("order_cancelled", 7, order_id="o")])) == []


def test_what_arrived_before_it_was_ordered_is_set_aside_and_counted() -> None:
    found = gaps([bought(10, due=7), arrived(12)])
    assert (of_kind("delivery", found), found.aside[CLOCKS]) == ([], 1)


def test_what_was_promised_for_before_it_was_ordered_is_set_aside_and_counted() -> None:
    found = gaps([bought(10, due=12), arrived(8)])
    assert (of_kind("delivery", found), found.aside[CLOCKS]) == ([], 1)


def test_who_waits_longer_than_promised_waits_in_vain_so_far() -> None:
    (gap,) = of_kind("waiting", gaps([event("contact_started", 2, **CONTACT)]))
    assert (gap["expectation"], gap["experience"], gap["met"]) == (24, 48, False)


def test_an_answer_before_the_question_is_set_aside() -> None:
    found = gaps([event("contact_started", 2, **CONTACT), event("contact_answered", 3, **CONTACT)])
    assert (of_kind("waiting", found), found.aside[CLOCKS]) == ([], 1)


def test_where_the_shop_promises_no_answer_nobody_is_disappointed() -> None:
    quiet = Touchpoint(name="service_contact", owner="service")
    at = known([event("contact_started", 2, **CONTACT)])._replace(
        touchpoints=DEFAULTS | {"service_contact": quiet}
    )
    assert gaps_of(at).rows.is_empty()


def test_a_touchpoint_that_nobody_defined_is_counted_and_compared_with_nothing() -> None:
    found = gaps([event("contact_started", 9, **CONTACT | {"touchpoint": "zeppelin"})])
    assert (found.rows.is_empty(), dict(found.unknown)) == (True, {"zeppelin": 1})


def test_a_complaint_that_was_taken_note_of_is_not_resolved() -> None:
    (gap,) = of_kind(
        "complaint",
        gaps([event("complaint_raised", 9, **COMPLAINT), event("complaint_acknowledged", 8, **COMPLAINT)]),
    )
    assert (gap["expectation"], gap["experience"], gap["touchpoint"]) == (5, 9, "delivery")


def test_a_click_after_the_next_search_belongs_to_that_one() -> None:
    searches = [event("search", 9 - n * 0.1 * HOURS, query="tea") for n in range(2)]
    clicked = event("view_item", 9 - 0.2 * HOURS, item_id="tea")
    assert {gap["met"] for gap in of_kind("search", gaps([*searches, clicked]))} == {False, True}


def test_who_searched_a_moment_ago_may_still_open_something() -> None:
    clicked = [event("search", 9, query="a"), event("view_item", 9 - 0.1 * HOURS, item_id="tea")]
    found = of_kind("search", gaps([*clicked, event("search", 0.2 * HOURS, query="tea")]))
    assert [gap["met"] for gap in found] == [True]


def test_what_is_usual_is_what_was_said_before() -> None:
    answers = [rated(30 - n, score, metric="csat") for n, score in enumerate([5, 4, 5, 2])]
    assert [gap["expectation"] for gap in of_kind("csat", gaps(answers))] == [4.5, 14 / 3]


def test_a_shop_without_clicks_is_judged_by_its_results_alone() -> None:
    found = of_kind("search", gaps([event("search", 9, query="a"), event("search", 8, query="b", results=3)]))
    assert [gap["met"] for gap in found] == [True]


def test_what_was_taken_out_again_is_no_lost_cart() -> None:
    moved = [event(kind, 20, item_id="tea", quantity=1) for kind in ("add_to_cart", "remove_from_cart")]
    assert of_kind("cart_lost", gaps([bought(40), *moved])) == []


def test_who_went_as_far_as_the_checkout_is_lost_there() -> None:
    put = event("add_to_cart", 20, item_id="tea", quantity=1)
    begun = event("begin_checkout", 20 - HOURS / 2, items=[{"item_id": "tea"}])
    assert of_kind("cart_lost", gaps([bought(40), put, begun]))[-1]["touchpoint"] == "checkout"


def test_a_lower_price_in_the_cart_is_no_disappointment() -> None:
    seen = [
        event("add_to_cart", 20, item_id="tea", quantity=1),
        event("view_cart", 9, items=[{"item_id": "tea"}]),
    ]
    (gap,) = of_kind("cart_price", gaps(seen, [offer(40, 5.0), offer(15, 4.0)]))
    assert (gap["met"], gap["gap"]) == (True, -1)


def test_a_few_stars_of_an_item_are_drawn_to_its_category() -> None:
    others = [rated(40 - n, 4, f"guest {n}", item_id="coffee") for n in range(6)]
    (*_, gap) = of_kind("stars", gaps([*others, rated(20, 1, "guest"), rated(9, 3)]))
    assert 3 < gap["expectation"] < 4


def test_a_score_out_of_its_scale_is_set_aside_and_counted() -> None:
    found = gaps([rated(9, 9), rated(8, -1, metric="csat"), rated(7, 10, metric="nps")])
    assert found.aside[OUT_OF_RANGE] == 2


def test_what_the_same_channel_corrects_is_not_compared() -> None:
    shown = [
        event("answer_shown", 9 - n * HOURS, answer_id=f"delivery_promise:tea:{day}", channel="web")
        for n, day in enumerate(("monday", "friday"))
    ]
    assert of_kind("channels", gaps(shown)) == []


def test_an_answer_that_cannot_be_read_any_more_tells_nothing() -> None:
    shown = [event("answer_shown", 9, answer_id="?", channel=channel) for channel in ("web", "phone")]
    assert of_kind("channels", gaps(shown)) == []


@pytest.mark.parametrize("due", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_day_that_no_calendar_has_is_no_promise(due: str) -> None:
    line = {"item_id": "tea", "quantity": 1, "price": 5.0}
    placed = event("purchase", 9, order_id="o", items=[line], currency="EUR", promised_latest=due)
    found = gaps([placed, arrived(5)])
    assert (of_kind("delivery", found), found.aside[CLOCKS]) == ([], 1)


def test_who_sees_a_few_customers_judges_stars_by_the_whole_shop() -> None:
    others = known([rated(30 - n, 5, f"guest {n}") for n in range(6)])
    few = known([rated(9, 2)])
    assert of_kind("stars", gaps_of(few)) == []
    (gap,) = of_kind("stars", gaps_of(few._replace(usual=usual_of(others.events, others.categories))))
    assert (gap["expectation"], gap["met"]) == (5.0, False)


def test_who_sees_a_few_customers_knows_that_the_shop_sells() -> None:
    few = known([event("add_to_cart", 20, item_id="tea", quantity=1)])
    assert of_kind("cart_lost", gaps_of(few)) == []
    (gap,) = of_kind("cart_lost", gaps_of(few._replace(usual=Usual(buys=True))))
    assert not gap["met"]
