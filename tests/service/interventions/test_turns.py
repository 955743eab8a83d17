"""Whoever's turn it is: nobody is left out, nobody costs the others anything, whatever the clock says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from features.clock import DAY, HOUR, MINUTE, to_text
from features.errors import StoreDown
from features.orders import Order
from service.answers.memory import Content, Scalar
from service.engine.promises import Outlook
from service.interventions.turns import LEASE, TASK
from service.observe import GESTURES_LEFT_OUT, OUTCOMES_UNKNOWN
from service.store.records import Message
from tests.service.interventions.counter import NOW, SORRY, Counter, Silent, opened
from tests.service.interventions.decisions import keep, line

ON_PAGE = {**SORRY, "channel": "web"}


class Failing(Silent):
    """Of some orders nothing can be told."""

    def __init__(self, error: Exception, *orders: str) -> None:
        self.error, self.orders = error, orders

    def order(self, order: Order, at: int) -> Outlook:
        if order.order_id in self.orders:
            raise self.error
        return super().order(order, at)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with opened(tmp_path) as counter:
        yield counter


def count(metric: Any) -> float:
    """What a counter stands at."""
    return float(metric._value.get())


def shown(counter: Counter, intervention_id: str, answer: str = "gesture") -> None:
    """The page says that it showed an answer about a decision."""
    facts: dict[str, Scalar] = {"intervention_id": intervention_id}
    counter.said["told"] = Content(
        answer=answer, key="", item_id=None, order_id=None, at=1, facts=facts, aside={}, text=""
    )
    counter.tell("answer_shown", counter.now, answer_id="told")


def test_what_the_page_showed_was_sent(counter: Counter) -> None:
    counter.define(ON_PAGE)
    counter.late_order()
    (line,) = counter.rounds()
    shown(counter, line.intervention_id)
    assert [(one.state, one.changed_by) for one in counter.rounds()] == [("sent", "answer_shown")]


def test_what_the_shop_says_it_sent_was_sent(counter: Counter) -> None:
    counter.define(ON_PAGE)
    counter.late_order()
    (line,) = counter.rounds()
    counter.tell("intervention_sent", counter.now, intervention_id=line.intervention_id)
    assert [one.state for one in counter.rounds()] == ["sent"]


@pytest.mark.parametrize("answer", ["other", ""])
def test_nobody_can_pretend_that_it_was_shown(counter: Counter, answer: str) -> None:
    counter.define(ON_PAGE)
    counter.late_order()
    (line,) = counter.rounds()
    shown(counter, line.intervention_id, answer)
    counter.tell("answer_shown", counter.now, answer_id="made up")
    assert [one.state for one in counter.rounds()] == ["ready"]


def test_a_reply_without_its_decision_is_kept_and_counted_and_changes_nothing(counter: Counter) -> None:
    counter.define(SORRY)
    counter.late_order()
    before, lines = count(OUTCOMES_UNKNOWN), counter.rounds()
    counter.tell("intervention_accepted", counter.now, intervention_id="never decided")
    counter.tell("intervention_declined", counter.now, intervention_id=lines[0].intervention_id)
    assert counter.rounds() == lines
    assert count(OUTCOMES_UNKNOWN) == before + 1
    assert counter.store.summary()["events"] == 3


def test_one_customer_who_makes_it_fail_costs_nobody_else_anything(counter: Counter) -> None:
    counter.define(SORRY)
    counter.promises = Failing(ValueError("odd"), "o3")
    counter.acting = counter.another()
    for n in range(7):
        counter.late_order(f"o{n}", f"customer {n}")
    before = count(GESTURES_LEFT_OUT)
    assert {one.subject for one in counter.rounds(1)} == {f"o{n}" for n in range(7) if n != 3}
    assert count(GESTURES_LEFT_OUT) == before + 1


def test_a_turn_during_which_the_store_is_down_is_had_again(counter: Counter) -> None:
    counter.define(SORRY)
    failing = counter.promises = Failing(StoreDown("the store is gone"), "1001")
    counter.acting = counter.another()
    counter.late_order()
    with pytest.raises(StoreDown):
        counter.acting.round()
    failing.orders = ()
    assert [one.subject for one in counter.rounds(1)] == ["1001"]


def test_a_worker_that_died_is_replaced_after_its_lease(counter: Counter) -> None:
    counter.define(SORRY)
    counter.acting.round()
    counter.late_order()
    counter.acting = counter.another()
    assert counter.rounds() == []
    counter.now += LEASE
    assert len(counter.rounds()) == 1


@pytest.mark.parametrize("jump", [30 * DAY, -30 * DAY])
def test_a_clock_that_jumps_and_comes_back_stops_nobody(counter: Counter, jump: int) -> None:
    counter.define(SORRY)
    counter.now += jump
    counter.rounds()
    counter.now -= jump
    counter.acting = counter.another()
    counter.late_order()
    counter.now += 2 * LEASE
    assert len(counter.rounds()) == 1


def test_what_a_clock_that_ran_ahead_put_off_goes_when_it_is_right_again(counter: Counter) -> None:
    with counter.store.write() as transaction:
        for name, due_at in (("far", 30 * DAY), ("tonight", 9 * HOUR)):
            transaction.put_message(Message(name, "Ann", b"{}", 0, counter.now + due_at))
        claimed = transaction.claim_messages(counter.now, counter.now + MINUTE, 9, owed=False)
    assert [one.message_id for one in claimed] == ["far"]


def test_after_an_hour_also_those_are_looked_at_of_whom_nothing_was_told(counter: Counter) -> None:
    counter.define(SORRY)
    counter.late_order(days_late=0)
    assert counter.rounds() == []
    counter.now += DAY
    assert [one.trigger for one in counter.rounds()] == ["delivery"]


def test_an_order_promised_months_ahead_is_foreseen_late_though_nobody_told_anything_since(
    counter: Counter,
) -> None:
    counter.define({**SORRY, "triggers": ["late_foreseen"]})
    counter.promises.late = 0.7
    bought = {"order_id": "sofa", "items": [{"item_id": "sofa"}], "currency": "EUR"}
    for name, days, promised in (("Ann", 70, 2), ("Bob", 70, -40), ("Cem", 1_100, 2)):
        latest = to_text(NOW + promised * DAY)
        counter.tell("purchase", NOW - days * DAY, name, **bought, promised_latest=latest)
    assert [(one.customer_id, one.trigger) for one in counter.rounds()] == [("Ann", "late_foreseen")]


def test_what_nobody_approved_within_a_week_lapses_by_itself_and_the_log_says_so(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    owed = line(counter.now, intervention_id="owed", purpose="owed")
    keep(counter.store, line(counter.now), owed)
    counter.now += 7 * DAY + HOUR
    counter.acting = counter.another()
    assert {(one.purpose, one.state) for one in counter.rounds()} == {
        ("goodwill", "lapsed"),
        ("owed", "waiting"),
    }
    (said,) = [line for line in capsys.readouterr().out.splitlines() if "lapsed" in line]
    assert ("/console/approvals" in said, "many=1" in said, "Ann" in said) == (True, True, False)


def test_who_looked_at_everybody_while_the_clock_ran_ahead_does_so_again(counter: Counter) -> None:
    counter.define(SORRY)
    counter.now += 30 * DAY
    counter.rounds()
    counter.now -= 30 * DAY
    counter.late_order(days_late=0)
    assert counter.rounds() == []
    counter.now += DAY
    assert len(counter.rounds()) == 1


def test_a_state_that_begins_before_midnight_is_one_reason_after_it_too(counter: Counter) -> None:
    counter.define({**SORRY, "triggers": ["at_risk"]})
    counter.late_order("1001")
    counter.late_order("1002")
    counter.now = NOW - 11 * HOUR - 30 * MINUTE  # half past eleven; the promised days ended at eleven
    assert len(counter.rounds()) == 1
    counter.now += HOUR
    assert len(counter.rounds()) == 1


def test_what_nobody_acts_upon_is_passed_over_once(counter: Counter) -> None:
    counter.define(SORRY)
    counter.acting.round()
    for _ in range(3):
        counter.tell("view_item_list", NOW, items=[])
    counter.acting.round()
    with counter.store.write() as transaction:
        place = transaction.take_task(TASK, "who asks", counter.now + 2 * LEASE, counter.now + 3 * LEASE)
    assert place == counter.store.newest_sequence()


def test_a_history_that_is_brought_in_has_nobody_looked_at_again(counter: Counter) -> None:
    counter.define(SORRY)
    counter.acting.round()
    counter.tell("view_item", NOW - 31 * DAY, "Old", item_id="kettle")
    counter.late_order("1002", "Ann")
    assert counter.acting._turns.next(counter.now) == ["Ann"]


def test_what_takes_the_number_of_an_erased_event_is_looked_at(counter: Counter) -> None:
    counter.define(SORRY)
    counter.acting.round()
    counter.tell("view_item", NOW, "Bob", item_id="kettle")
    counter.acting.round()
    with counter.store.write() as transaction:
        transaction.take_away(transaction.person("Bob", None, NOW))
    counter.acting.round()
    counter.late_order()
    assert len(counter.rounds()) == 1
