"""The ledger: a decision is made once, moves on by one step at a time, and costs count where they are spent.

The outbox: a message is claimed by one, comes again when nobody says what became of it, and ends once.
"""

from __future__ import annotations

from typing import Any

import msgspec

from features.clock import DAY, MINUTE, to_text
from service.store.protocol import Store
from service.store.records import Intervention, Message
from tests.service.store.world import keep, row

NOW = 20_000 * DAY
LATE = Intervention(
    intervention_id="one",
    customer_id="Ann",
    touchpoint="delivery",
    trigger="late_delivery",
    subject="1001",
    triggered_at=NOW,
    decided_at=NOW,
    gesture="voucher",
    channel="email",
    purpose="goodwill",
    cost=5.0,
    propensity=0.3,
    holdout=False,
    state="ready",
    changed_at=NOW,
    changed_by="zuvor",
    facts=b"{}",
)


def put(store: Store, *decided: Intervention) -> list[bool]:
    with store.write() as transaction:
        return [transaction.put_intervention(one) for one in decided]


def move(store: Store, *step: Any) -> bool:
    with store.write() as transaction:
        return transaction.move_intervention(*step)


def test_a_trigger_is_decided_once(store: Store) -> None:
    assert put(store, LATE, LATE._replace(gesture="call")) == [True, False]
    assert store.intervention("one") == LATE
    assert store.interventions_of("Ann", NOW) == [LATE]


def test_who_is_asked_about_gets_no_other_customers_decisions(store: Store) -> None:
    put(store, LATE, LATE._replace(intervention_id="two", customer_id="Bob"))
    assert [one.customer_id for one in store.interventions_of("Bob", 0)] == ["Bob"]
    assert store.interventions_of("Ann", NOW + 1) == []


def test_a_decision_moves_on_from_the_state_it_is_in(store: Store) -> None:
    put(store, LATE._replace(state="waiting"))
    assert [one.intervention_id for one in store.interventions_waiting(9)] == ["one"]
    assert move(store, "one", "waiting", "ready", NOW + 1, "Eve")
    assert not move(store, "one", "waiting", "declined", NOW + 2, "Max")
    found = store.intervention("one")
    assert found is not None
    assert (found.state, found.changed_at, found.changed_by) == ("ready", NOW + 1, "Eve")
    assert store.interventions_waiting(9) == []


def test_only_goodwill_that_is_on_its_way_spends_the_budget(store: Store) -> None:
    put(
        store,
        LATE,
        LATE._replace(intervention_id="waits", state="waiting", cost=2.0),
        LATE._replace(intervention_id="declined", state="declined"),
        LATE._replace(intervention_id="owed", purpose="owed"),
        LATE._replace(intervention_id="yesterday", decided_at=NOW - 1),
    )
    assert store.spent(NOW, NOW + DAY) == 7.0
    assert store.spent(NOW + 1, NOW + DAY) == 0.0


def test_all_decisions_of_a_time_come_in_order_and_in_batches(store: Store) -> None:
    late = [LATE._replace(intervention_id=str(n), decided_at=NOW - n) for n in range(5)]
    put(store, *late)
    assert [len(batch) for batch in store.interventions(NOW - 3, NOW, batch=2)] == [2, 1]
    assert [one.intervention_id for b in store.interventions(0, NOW + 1) for one in b] == list("43210")


def message(name: str, due_at: int = NOW) -> Message:
    return Message(name, "Ann", b"{}", 0, due_at)


def claimed(store: Store, now: int, most: int = 9) -> list[tuple[str, int]]:
    with store.write() as transaction:
        found = transaction.claim_messages(now, now + MINUTE, most, owed=False)
    return [(one.message_id, one.attempts) for one in found]


def send(store: Store, *messages: Message) -> None:
    with store.write() as transaction:
        for one in messages:
            transaction.put_message(one)


def test_a_message_is_claimed_by_one_and_comes_again_when_that_one_says_nothing(store: Store) -> None:
    send(store, message("a"), message("a"), message("later", NOW + DAY))
    assert claimed(store, NOW) == [("a", 0)]
    assert claimed(store, NOW) == []
    assert claimed(store, NOW + MINUTE) == [("a", 0)]


def test_a_try_counts_when_it_was_made_and_not_when_somebody_meant_to(store: Store) -> None:
    send(store, message("a"))
    claimed(store, NOW)
    with store.write() as transaction:
        transaction.delay_message("a", NOW + 5)
    assert claimed(store, NOW + 5) == [("a", 1)]


def test_what_is_owed_has_a_lane_of_its_own(store: Store) -> None:
    send(store, message("gift", NOW - DAY), message("late")._replace(owed=True))
    assert store.unsent(owed=True) == (1, NOW)
    assert store.unsent(owed=False) == (1, NOW - DAY)
    with store.write() as transaction:
        (found,) = transaction.claim_messages(NOW, NOW + MINUTE, 9, owed=True)
    assert (found.message_id, found.owed) == ("late", True)
    assert claimed(store, NOW) == [("gift", 0)]


def test_what_nobody_approved_in_time_has_lapsed(store: Store) -> None:
    put(
        store,
        LATE._replace(state="waiting", purpose="goodwill"),
        LATE._replace(intervention_id="owed", state="waiting", purpose="owed"),
        LATE._replace(intervention_id="new", decided_at=NOW + 1, state="waiting", purpose="goodwill"),
    )
    with store.write() as transaction:
        assert transaction.lapse_interventions(NOW + 1, NOW + 9, "too_old") == 1
    found = store.intervention("one")
    assert found is not None
    assert (found.state, found.changed_at, found.changed_by) == ("lapsed", NOW + 9, "too_old")
    assert {one.intervention_id for one in store.interventions_waiting(9)} == {"owed", "new"}


def test_what_was_given_up_is_counted(store: Store) -> None:
    send(store, message("a"), message("b"), message("old"))
    with store.write() as transaction:
        for name, at, outcome in (("a", NOW, "failed"), ("b", NOW, "sent"), ("old", NOW - 1, "failed")):
            transaction.end_message(name, at, outcome)
    assert store.given_up(NOW) == 1


def test_a_decision_keeps_its_words_and_its_money(store: Store) -> None:
    worded = LATE._replace(currency="CHF", text=b'{"en": "5 francs for you"}')
    put(store, worded)
    assert store.intervention("one") == worded


def test_a_message_that_was_taken_never_comes_again(store: Store) -> None:
    send(store, message("a"), message("b"))
    claimed(store, NOW)
    with store.write() as transaction:
        transaction.end_message("a", NOW, "sent")
        transaction.delay_message("b", NOW + 5)
    assert store.unsent() == (1, NOW)  # however often it is tried: since then it should have gone
    assert claimed(store, NOW + DAY) == [("b", 1)]


def test_the_one_due_longest_goes_first(store: Store) -> None:
    send(store, message("b", NOW - 1), message("a"))
    assert claimed(store, NOW, most=1) == [("b", 0)]


def test_work_is_done_by_one_at_a_time_and_goes_on_where_it_was(store: Store) -> None:
    with store.write() as transaction:
        assert transaction.take_task("act", "me", NOW, NOW + MINUTE) == -1
        transaction.place_task("act", 41)
        assert transaction.take_task("act", "you", NOW, NOW + MINUTE) is None
        assert transaction.take_task("act", "me", NOW + 1, NOW + 2 * MINUTE) == 41
        assert transaction.take_task("act", "you", NOW + 2 * MINUTE, NOW + 3 * MINUTE) == 41


def test_what_was_decided_for_somebody_goes_with_them(store: Store) -> None:
    put(store, LATE, LATE._replace(intervention_id="two", customer_id="Bob"))
    send(store, message("one"), message("two")._replace(customer_id="Bob"))
    with store.write() as transaction:
        assert transaction.forget_interventions("Ann") == 1
    assert store.intervention("one") is None
    assert claimed(store, NOW) == [("two", 0)]


def test_old_decisions_go_by_age(store: Store) -> None:
    put(store, LATE, LATE._replace(intervention_id="old", decided_at=NOW - DAY))
    with store.write() as transaction:
        assert transaction.forget_interventions(None, NOW) == 1
    assert store.intervention("one") == LATE


def test_what_was_told_since_is_found_by_number(store: Store) -> None:
    keep(store, row("purchase", customer="Ann"), row("search", customer="Ann"), row("refund", device="phone"))
    kinds = frozenset({"purchase", "refund"})
    first = store.told_after(0, kinds, 1)
    assert [(one.kind, one.customer_id) for one in first] == [("purchase", "Ann")]
    (second,) = store.told_after(first[0].sequence, kinds, 9)
    assert (second.kind, second.customer_id) == ("refund", None)


def test_orders_promised_for_a_day_or_later_are_found_whatever_offset_they_were_told_with(
    store: Store,
) -> None:
    day = to_text(NOW)[:10]
    told = {
        "Ann": {"promised_latest": f"{day}T23:30:00-11:00"},
        "Bob": {"promised_latest": "1999-01-01T00:00:00Z"},
        "Cem": {},
    }
    keep(
        store, *(row("purchase", customer=who, body=msgspec.json.encode(body)) for who, body in told.items())
    )
    assert store.promised(0, NOW * 2, NOW) == ["Ann"]
    assert store.promised(0, 1, NOW) == []
