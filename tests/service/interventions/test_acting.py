"""What is owed is done, what is goodwill is chosen; each trigger once, whoever acts and however often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from features.clock import DAY, HOUR
from service.interventions.deciding import held_out
from tests.service.interventions.counter import GIFT, NOW, SORRY, Counter, opened

PLENTY = {"daily_budget": 1_000_000, "most": 1_000}
OFTEN: dict[str, list[str]] = {"caps": []}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as counter:
        yield counter


def customers(*, held: bool, many: int = 1) -> list[str]:
    names = (f"customer {n}" for n in range(10_000))
    found = [name for name in names if held_out(name, 0.1) is held]
    return found[:many]


def test_nobody_acts_where_no_gesture_is_defined(counter: Counter) -> None:
    counter.late_order()
    assert counter.rounds() == []


def test_what_is_owed_is_done_and_the_shops_systems_are_told(counter: Counter) -> None:
    counter.define(SORRY)
    counter.late_order()
    (done,) = counter.rounds()
    assert (done.gesture, done.purpose, done.trigger, done.subject) == ("sorry", "owed", "delivery", "1001")
    assert counter.store.unsent()[0] == 1


def test_a_trigger_is_decided_once_whoever_acts(counter: Counter) -> None:
    counter.define(SORRY, GIFT, goodwill=PLENTY)
    counter.late_order()
    once = counter.rounds()
    counter.now += 3 * HOUR
    counter.acting = counter.another()
    assert counter.rounds() == once


def test_while_one_worker_acts_another_one_waits(counter: Counter) -> None:
    counter.define(SORRY)
    counter.acting.round()
    counter.late_order()
    assert counter.another().round() == 0
    assert len(counter.rounds()) == 1


def test_what_happened_weeks_ago_is_history(counter: Counter) -> None:
    counter.define(SORRY)
    counter.late_order(days_late=0)
    counter.now += 20 * DAY
    assert counter.rounds() == []


def test_who_is_held_out_gets_no_goodwill_but_what_is_owed(counter: Counter) -> None:
    counter.define(SORRY, GIFT, goodwill=PLENTY)
    (held,) = customers(held=True)
    counter.late_order(customer=held)
    done = {one.purpose: one for one in counter.rounds()}
    assert done["owed"].gesture == "sorry"
    assert (done["goodwill"].gesture, done["goodwill"].holdout, done["goodwill"].cost) == ("nothing", True, 0)
    assert msgspec.json.decode(done["goodwill"].facts)["eligible"] == ["voucher"]


def test_goodwill_is_drawn_with_the_share_that_is_noted(counter: Counter) -> None:
    counter.define(GIFT, goodwill=PLENTY, contact=OFTEN)
    for n, name in enumerate(customers(held=False, many=60)):
        counter.late_order(str(n), name)
    done = counter.rounds()
    assert {one.propensity for one in done} == {0.5}
    assert 15 <= sum(one.gesture == "voucher" for one in done) <= 45


def test_the_days_budget_is_never_exceeded(counter: Counter) -> None:
    counter.define(GIFT, goodwill={"daily_budget": 22, "most": 1_000}, contact=OFTEN)
    for n, name in enumerate(customers(held=False, many=60)):
        counter.late_order(str(n), name)
    done = counter.rounds()
    assert 0 < sum(one.cost for one in done) <= 22
    assert any(msgspec.json.decode(one.facts)["not_now"] == {"voucher": "budget"} for one in done)


def test_without_a_budget_nothing_that_costs_is_given(counter: Counter) -> None:
    counter.define(GIFT)
    counter.late_order(customer=customers(held=False)[0])
    (done,) = counter.rounds()
    assert (done.gesture, done.state) == ("nothing", "refused")


def test_two_reasons_at_once_are_one_gesture_for_the_graver_one(counter: Counter) -> None:
    gift = {**GIFT, "triggers": ["delivery", "complaint"], "cost": 0}
    counter.define(gift, contact=OFTEN)
    for n, name in enumerate(customers(held=False, many=20)):
        counter.tell("complaint_raised", NOW - 6 * DAY, name, complaint_id=f"c{n}", touchpoint="delivery")
        counter.late_order(str(n), name)
    done = counter.rounds()
    given = [one for one in done if one.gesture == "voucher"]
    assert given
    assert len({one.customer_id for one in given}) == len(given)
    assert sum(one.trigger == "complaint" for one in given) > len(given) / 2


def test_without_consent_to_marketing_there_is_no_goodwill(counter: Counter) -> None:
    counter.define(SORRY, {**GIFT, "cost": 0})
    (name,) = customers(held=False)
    counter.tell("consent_updated", NOW - 9 * DAY, name, purposes={"marketing": "denied"})
    counter.late_order(customer=name)
    done = {one.purpose: one for one in counter.rounds()}
    assert done["owed"].state == "ready"
    assert msgspec.json.decode(done["goodwill"].facts)["not_now"] == {"voucher": "no_consent"}


def test_words_and_money_are_kept_with_the_decision_and_its_message(counter: Counter) -> None:
    counter.define(SORRY)
    counter.late_order()
    (done,) = counter.rounds()
    assert (done.currency, msgspec.json.decode(done.text or b"{}")) == ("EUR", SORRY["text"])
    with counter.store.write() as transaction:
        (message,) = transaction.claim_messages(counter.now, counter.now, 9, owed=True)
    told = msgspec.json.decode(message.body)["data"]
    assert (told["currency"], told["cost"], told["text"]) == ("EUR", 0.0, SORRY["text"])


def test_what_needs_approval_waits_and_nothing_is_sent(counter: Counter) -> None:
    counter.define({**SORRY, "approval": True})
    counter.late_order()
    (done,) = counter.rounds()
    assert done.state == "waiting"
    assert counter.store.unsent() == (0, 0)


def test_at_night_a_message_is_put_off_until_the_morning(counter: Counter) -> None:
    counter.now = NOW + 11 * HOUR  # eleven in the evening in Berlin
    counter.define({**GIFT, "cost": 0})
    for n, name in enumerate(customers(held=False, many=9)):
        counter.late_order(str(n), name)
    assert any(one.gesture == "voucher" for one in counter.rounds())
    assert counter.store.unsent()[1] == NOW + 20 * HOUR


def test_a_delay_that_is_foreseen_calls_before_the_day_has_passed(counter: Counter) -> None:
    counter.define({**SORRY, "triggers": ["late_foreseen"]})
    counter.promises.late = 0.7
    counter.late_order(days_late=-2)
    (done,) = counter.rounds()
    assert (done.trigger, done.subject) == ("late_foreseen", "1001")
