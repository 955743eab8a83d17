"""Consent at the door: behaviour is kept only of those who allow it; a denial takes back what was kept."""

from __future__ import annotations

from service.store import Store
from tests.service.ingest.world import decide, event, kept, statuses


def test_behaviour_of_the_undecided_follows_the_default(store: Store) -> None:
    assert statuses(store, event(), granted=True) == ["accepted"]
    assert statuses(store, event(), granted=False) == ["withheld"]


def test_a_decision_wins_over_the_default(store: Store) -> None:
    assert statuses(store, decide("granted"), event(minute=-20), granted=False) == ["accepted", "accepted"]
    assert statuses(store, decide("denied", -10), event(minute=-5)) == ["accepted", "withheld"]


def test_what_was_before_a_grant_is_not_kept_where_denied_is_the_default(store: Store) -> None:
    assert statuses(store, decide("granted", -30), event(minute=-40), granted=False) == [
        "accepted",
        "withheld",
    ]


def test_a_denial_deletes_the_behaviour_that_was_kept(store: Store) -> None:
    statuses(store, event(), decide("denied"))
    assert kept(store, device="phone") == ["consent_updated"]


def test_orders_are_kept_whatever_was_decided(store: Store) -> None:
    statuses(
        store,
        event("shipment_delivered", order_id="1", customer_id="Ann"),
        decide("denied", customer_id="Ann"),
    )
    assert kept(store, "Ann") == ["shipment_delivered", "consent_updated"]


def test_carts_of_customers_are_kept_and_carts_of_strangers_are_behaviour(store: Store) -> None:
    carts = [event("add_to_cart"), event("add_to_cart", customer_id="Ann")]
    assert statuses(store, *carts, granted=False) == ["withheld", "accepted"]


def test_a_denial_by_a_stranger_takes_the_cart_too(store: Store) -> None:
    statuses(store, event("add_to_cart"), decide("denied"))
    assert kept(store, device="phone") == ["consent_updated"]


def test_a_denial_reaches_all_devices_of_the_person(store: Store) -> None:
    identify = event("identify", -50, customer_id="Ann", anonymous_id="phone")
    statuses(store, event(), identify, event(minute=-40), decide("denied", customer_id="Ann"))
    assert kept(store, "Ann") == ["identify", "consent_updated"]
    assert statuses(store, event(minute=-10)) == ["withheld"]


def test_signing_in_applies_what_the_account_decided(store: Store) -> None:
    statuses(store, decide("denied", -90, customer_id="Ann"), event())
    statuses(store, event("identify", -50, customer_id="Ann", anonymous_id="phone"))
    assert kept(store, "Ann") == ["consent_updated", "identify"]


def test_after_sign_out_the_device_is_nobodys_again(store: Store) -> None:
    statuses(
        store,
        decide("denied", -90, customer_id="Ann"),
        event("identify", -50, customer_id="Ann", anonymous_id="phone"),
        event("sign_out", -40),
    )
    assert statuses(store, event(minute=-45), event(minute=-30)) == ["withheld", "accepted"]


def test_a_sign_out_that_arrives_late_takes_the_stretch_out_of_the_account(store: Store) -> None:
    statuses(
        store,
        decide("granted", -90, customer_id="Ann"),
        event("identify", -50, customer_id="Ann", anonymous_id="phone"),
        event(minute=-30),
        granted=False,
    )
    statuses(store, event("sign_out", -40), granted=False)
    assert kept(store, device="phone") == []


def test_a_denial_that_arrives_late_leaves_what_was_allowed_again(store: Store) -> None:
    statuses(store, decide("granted", -20), event(minute=-60), event(minute=-25), event(minute=-10))
    statuses(store, decide("denied", -30))
    assert kept(store, device="phone") == ["consent_updated", "consent_updated", "view_item"]


def test_a_repeat_of_what_was_withheld_is_a_duplicate_within_the_batch(store: Store) -> None:
    sent = event()
    assert statuses(store, sent, sent, granted=False) == ["withheld", "duplicate"]


def test_a_repeat_of_what_is_kept_is_a_duplicate_even_where_it_would_be_withheld(store: Store) -> None:
    statuses(store, event("search", event_id="1", query="cup"))
    assert statuses(store, event(event_id="1"), granted=False) == ["duplicate"]


def test_a_repeated_denial_changes_nothing(store: Store) -> None:
    denial = decide("denied", -30)
    statuses(store, denial, decide("granted", -20), event(minute=-10))
    assert statuses(store, denial) == ["duplicate"]
    assert "view_item" in kept(store, device="phone")


def test_a_denial_with_both_ids_binds_the_device_that_is_nobodys(store: Store) -> None:
    denial = decide("denied", customer_id="Ann", anonymous_id="phone")
    assert statuses(store, event(), denial, event(minute=-10)) == ["accepted", "accepted", "withheld"]
    assert kept(store, device="phone") == []


def test_what_was_decided_before_signing_in_is_the_accounts_decision(store: Store) -> None:
    statuses(store, event("search", -90, query="cup", customer_id="Ann"), decide("denied", -60))
    statuses(store, event("identify", -50, customer_id="Ann", anonymous_id="phone"))
    assert kept(store, "Ann") == ["consent_updated", "identify"]
    statuses(store, decide("granted", -40, customer_id="Ann"))
    assert statuses(store, event(minute=-30)) == ["accepted"]


def test_what_was_decided_before_a_sign_out_binds_nobody_after_it(store: Store) -> None:
    statuses(store, event("identify", -90, customer_id="Ben", anonymous_id="phone"), decide("denied", -80))
    statuses(store, event("sign_out", -70), event("identify", -60, customer_id="Ann", anonymous_id="phone"))
    assert statuses(store, event(minute=-50)) == ["accepted"]
