"""What a key that sits in a browser may do, and what an attacker who reads it can not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from features.consent import BEHAVIOUR, CART
from service.ingest.browser import KINDS
from service.ingest.door import Result, admit
from service.store import Store
from tests.service.ingest.world import NOW, event, kept, statuses

DAY = 24 * 60  # minutes

PURCHASE: dict[str, Any] = {
    "order_id": "o1",
    "currency": "EUR",
    "items": [{"item_id": "cup", "quantity": 1, "price": 9.5}],
}


def told(store: Store, *events: bytes) -> list[Result]:
    """What becomes of events that come with a publish key."""
    with store.write() as transaction:
        return admit(transaction, events, now=NOW, consent_granted=True, browser=True)


def test_a_browser_tells_what_it_saw(store: Store) -> None:
    assert [result.status for result in told(store, event(), event("add_to_cart"))] == ["accepted"] * 2
    assert kept(store, device="phone") == ["view_item", "add_to_cart"]


@pytest.mark.parametrize(
    "sent",
    [
        event("identify", customer_id="Ann", anonymous_id="phone"),
        event("sign_out"),
        event("purchase", **PURCHASE),
        event("consent_updated", purposes={"personalisation": "granted"}),
        event("experience_rated", touchpoint="shop", metric="stars", score=5),
        event("customer_updated", segment="gold"),
    ],
    ids=lambda sent: msgspec.json.decode(sent)["event"],
)
def test_who_somebody_is_money_and_promises_are_for_the_server(store: Store, sent: bytes) -> None:
    (result,) = told(store, sent)
    assert (result.status, result.pointer) == ("rejected", "/event")
    assert "from the shop's server" in (result.detail or "")
    assert statuses(store, sent) == ["accepted"]


def test_a_browser_knows_only_anonymous_visitors(store: Store) -> None:
    (result,) = told(store, event(customer_id="Ann", anonymous_id="phone"))
    assert (result.status, result.pointer) == ("rejected", "/customer_id")
    assert "`anonymous_id` alone" in (result.detail or "")
    assert kept(store, "Ann", "phone") == []


def test_a_browser_tells_nothing_of_last_year(store: Store) -> None:
    late, old = told(store, event(minute=-29 * DAY), event(minute=-31 * DAY))
    assert (late.status, old.status, old.pointer) == ("accepted", "rejected", "/occurred_at")
    assert statuses(store, event(minute=-31 * DAY)) == ["accepted"]


def test_a_browser_can_not_make_tomorrows_purchase_a_repeat(store: Store) -> None:
    told(store, event(event_id="order 1"))
    assert statuses(store, event("purchase", event_id="order 1", customer_id="Ann", **PURCHASE)) == [
        "accepted"
    ]
    assert kept(store, "Ann") == ["purchase"]


def test_an_id_of_the_server_does_not_stop_a_browser(store: Store) -> None:
    statuses(store, event(event_id="e", customer_id="Ann"))
    (result,) = told(store, event(event_id="e"))
    assert (result.status, result.event_id) == ("accepted", "e")


def test_one_browser_can_not_take_another_ones_ids(store: Store) -> None:
    told(store, event(event_id="1", anonymous_id="attacker"))
    assert [result.status for result in told(store, event(event_id="1"))] == ["accepted"]


def test_a_browsers_repeat_is_a_duplicate_also_in_one_batch(store: Store) -> None:
    sent = event()
    assert [result.status for result in told(store, sent, sent)] == ["accepted", "duplicate"]
    assert [result.status for result in told(store, sent)] == ["duplicate"]


def test_no_server_can_send_an_id_that_looks_like_a_browsers(store: Store) -> None:
    assert statuses(store, event(event_id="\x1fphone\x1f1")) == ["rejected"]


def test_what_a_browser_sent_is_exported_under_the_id_it_was_sent_with(store: Store) -> None:
    told(store, event(event_id="as sent"))
    (body,) = store.bodies(store.person(None, "phone", NOW))
    assert msgspec.json.decode(body)["event_id"] == "as sent"


def test_everything_a_browser_may_tell_needs_consent() -> None:
    assert KINDS < BEHAVIOUR | CART
