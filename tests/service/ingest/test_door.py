"""The door: what is accepted, what is a repeat, what is rejected and where."""

from __future__ import annotations

import msgspec

from service.ingest.door import Result, admit
from service.store import Store
from tests.service.ingest.world import MINUTE, NOW, event, statuses


def results(store: Store, *events: bytes) -> list[Result]:
    with store.write() as transaction:
        return admit(transaction, events, now=NOW, consent_granted=True)


def test_results_come_in_the_order_sent(store: Store) -> None:
    first = event()
    assert statuses(store, first, b"nonsense", first, event()) == [
        "accepted",
        "rejected",
        "duplicate",
        "accepted",
    ]


def test_a_repeat_of_another_day_is_a_duplicate(store: Store) -> None:
    first = event()
    assert [statuses(store, first), statuses(store, first)] == [["accepted"], ["duplicate"]]


def test_a_rejection_names_the_field_and_the_event(store: Store) -> None:
    (result,) = results(store, event(event_id="e", item_id=7))
    assert (result.status, result.event_id, result.pointer) == ("rejected", "e", "/item_id")


def test_an_event_without_a_usable_id_is_rejected_without_one(store: Store) -> None:
    (result,) = results(store, event(event_id=None))
    assert (result.event_id, result.pointer) == (None, "/event_id")


def test_an_event_from_the_future_is_rejected(store: Store) -> None:
    (result,) = results(store, event(minute=6))
    assert (result.status, result.pointer) == ("rejected", "/occurred_at")


def test_a_clock_that_is_a_little_ahead_is_forgiven_and_its_event_counts_as_now(store: Store) -> None:
    sent = event(minute=4)
    statuses(store, sent)
    (fact,) = store.facts(store.person(None, "phone", NOW), NOW, None)
    assert fact.occurred_at == NOW
    assert msgspec.json.decode(fact.body) == msgspec.json.decode(sent)


def test_an_event_is_received_now(store: Store) -> None:
    statuses(store, event(minute=-5))
    (batch,) = store.history(0, NOW)
    assert batch[0].occurred_at == NOW - 5 * MINUTE


def test_an_empty_batch_is_nothing(store: Store) -> None:
    assert statuses(store) == []
