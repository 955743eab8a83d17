"""Whoever is on call is told that messages don't get out, since when, whether any is owed, and the mend."""

from __future__ import annotations

import pytest

from features.clock import DAY, HOUR, MINUTE
from service.interventions.webhook.standing import lost_lately, wrong_with_messages
from service.store.protocol import Store
from service.store.records import Message

NOW = 20_000 * DAY


def wait(store: Store, name: str, since: int, *, owed: bool = False) -> None:
    with store.write() as transaction:
        transaction.put_message(Message(name, "Ann", b"{}", 0, since, owed))
        transaction.delay_message(name, NOW + 5 * HOUR)  # tried, and put off


def test_where_nothing_waits_nothing_is_wrong(store: Store) -> None:
    assert wrong_with_messages(store, NOW, target=False) == ""
    assert lost_lately(store, NOW) == ""


def test_what_is_put_off_until_the_morning_is_not_late(store: Store) -> None:
    wait(store, "tonight", NOW + HOUR)
    assert wrong_with_messages(store, NOW, target=True) == ""


@pytest.mark.parametrize(
    ("owed", "said"), [(True, "1 of them owed"), (False, "2 messages to the webhook wait")]
)
def test_a_dead_receiver_is_named_however_often_it_was_tried(store: Store, owed: bool, said: str) -> None:
    wait(store, "gift", NOW - 3 * HOUR)
    wait(store, "other", NOW - 20 * MINUTE, owed=owed)
    found = wrong_with_messages(store, NOW, target=True)
    assert said in found
    assert "should have gone 3.0 hours ago; check that" in found
    assert ("owed" in found) is owed


def test_what_was_given_up_is_counted_for_a_week(store: Store) -> None:
    wait(store, "gift", NOW - 3 * DAY)
    with store.write() as transaction:
        transaction.end_message("gift", NOW, "failed")
    assert lost_lately(store, NOW + DAY).startswith("1 messages to the webhook were given up")
    assert lost_lately(store, NOW + 8 * DAY) == ""
