"""How do you make that good: what was decided is shown until it is accepted or declined."""

from __future__ import annotations

import pytest

from service.answers.kinds.gesture import GESTURE
from service.answers.kinds.review_invitation import REVIEW_INVITATION
from tests.service.answers.counter import Counter
from tests.service.answers.gestures import decide
from tests.service.answers.orders import moves, order


def texts(counter: Counter, **question: str) -> list[str]:
    return [answer.text for answer in counter.answers(GESTURE, **question)]


def test_it_says_which_decision_it_is_so_that_a_reply_can_name_it(counter: Counter) -> None:
    named = decide(counter, "voucher")
    (answer,) = counter.answers(GESTURE)
    assert (answer.text, answer.order_id) == ("voucher: auf Deutsch", "o-1")
    assert answer.data["intervention_id"] == named
    assert (answer.data["gesture"], answer.data["owed"]) == ("voucher", False)


@pytest.mark.parametrize("reply", ["intervention_accepted", "intervention_declined"])
def test_a_reply_ends_it(counter: Counter, reply: str) -> None:
    named = decide(counter, "voucher")
    counter.happen(reply, intervention_id="another one")
    assert len(texts(counter)) == 1
    counter.happen(reply, intervention_id=named)
    assert texts(counter, answer="gesture") == []


def test_until_then_it_is_said_again_a_day_later_and_whenever_it_is_asked_for(counter: Counter) -> None:
    decide(counter, "voucher")
    counter.show(counter.answers(GESTURE)[0])
    assert texts(counter) == []
    assert len(texts(counter, answer="gesture")) == 1
    counter.pass_days(1)
    assert len(texts(counter)) == 1
    counter.pass_days(30)
    assert texts(counter, answer="gesture") == []


def test_what_is_owed_comes_before_goodwill_and_each_is_told_once(counter: Counter) -> None:
    decide(counter, "sorry", owed=True)
    decide(counter, "voucher")
    for said in (["sorry: auf Deutsch"], ["voucher: auf Deutsch"], []):
        assert texts(counter) == said
        for answer in counter.answers(GESTURE):
            counter.show(answer)


def test_about_another_order_nothing_is_said(counter: Counter) -> None:
    decide(counter, "voucher")
    assert texts(counter, order_id="o-2") == []
    assert len(texts(counter, order_id="o-1")) == 1


@pytest.mark.parametrize("state", ["waiting", "declined", "refused", "cancelled", "nothing"])
def test_what_is_not_to_be_done_is_not_shown(counter: Counter, state: str) -> None:
    decide(counter, "voucher", state=state)
    assert texts(counter) == []


def test_what_goes_out_another_way_is_not_on_the_page(counter: Counter) -> None:
    decide(counter, "voucher", channel="email")
    assert texts(counter) == []


def test_goodwill_needs_consent_to_marketing_what_is_owed_does_not(counter: Counter) -> None:
    decide(counter, "voucher")
    decide(counter, "sorry", owed=True, order_id="o-2")
    counter.happen("consent_updated", purposes={"marketing": "denied"})
    assert texts(counter) == ["sorry: auf Deutsch"]


def test_who_was_reached_twice_this_week_is_not_asked_for_a_review(counter: Counter) -> None:
    order(counter, promised_in=5)
    moves(counter.pass_days(2), "shipment_delivered")
    counter.pass_days(12)
    decide(counter, "voucher", order_id="o-7")
    assert len(counter.answers(REVIEW_INVITATION)) == 1
    counter.happen("survey_sent", touchpoint="delivery")
    assert counter.answers(REVIEW_INVITATION) == []
    counter.pass_days(8)
    assert len(counter.answers(REVIEW_INVITATION)) == 1


def test_nobody_elses_gestures_are_shown(counter: Counter) -> None:
    decide(counter, "voucher")
    assert counter.answers(GESTURE, who="Bob") == []


def test_it_is_worded_as_it_was_decided_however_it_is_defined_since_or_not_at_all(counter: Counter) -> None:
    then = b'{"de": "F\xc3\xbcnf Euro", "en": "Five euros"}'
    decide(counter, "voucher", text=then)
    assert texts(counter) == ["Fünf Euro"]
    assert texts(counter, locale="en") == ["Five euros"]
    with counter.floor.store.write() as transaction:
        transaction.put_definition("intervention", "voucher", b"{}", counter.floor.now, "Eve")
    assert texts(counter) == ["Fünf Euro"]


def test_what_an_earlier_release_decided_is_worded_as_it_is_defined_and_left_out_where_it_is_not(
    counter: Counter,
) -> None:
    decide(counter, "voucher", text=None)
    assert texts(counter) == ["voucher: auf Deutsch"]
    with counter.floor.store.write() as transaction:
        transaction.put_definition("intervention", "voucher", b"{}", counter.floor.now, "Eve")
    assert texts(counter) == []
