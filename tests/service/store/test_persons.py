"""Whose events are whose: accounts, devices, and stretches of a device's time."""

from __future__ import annotations

import pytest

from features.identity import ALWAYS, FOREVER
from service.store.protocol import Store
from service.store.records import Person, Window
from tests.service.store.world import NOW, decision, keep, row


def seen(store: Store, customer: str | None = None, device: str | None = None, at: int = NOW) -> list[str]:
    person = store.person(customer, device, at)
    return [fact.body.decode() for fact in store.facts(person, at, None)]


@pytest.fixture
def shared(store: Store) -> Store:
    """A tablet: Ann signs in at 20 and out at 30, Ben signs in at 50."""
    keep(
        store,
        row(at=10, device="tablet", event_id="before Ann"),
        row("identify", 20, "Ann", "tablet", "Ann is here"),
        row(at=25, device="tablet", event_id="as Ann"),
        row("sign_out", 30, None, "tablet", "Ann leaves"),
        row(at=40, device="tablet", event_id="nobody yet"),
        row("identify", 50, "Ben", "tablet", "Ben is here"),
        row(at=60, device="tablet", event_id="as Ben"),
    )
    return store


def test_a_device_without_marks_is_one_stranger_for_ever(store: Store) -> None:
    assert store.person(None, "phone", NOW) == Person(None, (Window("phone", ALWAYS, FOREVER),))


def test_a_customer_without_devices_is_the_account_alone(store: Store) -> None:
    assert store.person("Ann", None, NOW) == Person("Ann", ())


def test_an_account_includes_what_its_devices_did_in_its_stretches(shared: Store) -> None:
    assert seen(shared, "Ann") == ["before Ann", "Ann is here", "as Ann", "Ann leaves"]


def test_identify_reaches_back_to_the_last_sign_out(shared: Store) -> None:
    assert seen(shared, "Ben") == ["nobody yet", "Ben is here", "as Ben"]


def test_a_device_alone_means_who_is_signed_in_on_it(shared: Store) -> None:
    assert shared.person(None, "tablet", NOW) == shared.person("Ben", None, NOW)


def test_who_signs_in_later_is_not_known_yet(shared: Store) -> None:
    assert seen(shared, None, "tablet", at=45) == ["nobody yet"]
    assert seen(shared, None, "tablet", at=15) == ["before Ann"]
    assert seen(shared, "Ben", at=45) == []


def test_a_request_with_both_ids_includes_the_open_stretch_of_a_device_that_is_nobodys(shared: Store) -> None:
    keep(
        shared, row("sign_out", 70, None, "tablet", "Ben leaves"), row(at=80, device="tablet", event_id="new")
    )
    assert seen(shared, "Cem", "tablet") == ["new"]


def test_a_device_that_somebody_else_is_signed_in_on_is_left_out(shared: Store) -> None:
    assert seen(shared, "Cem", "tablet") == []


def test_an_event_with_a_customer_belongs_to_the_customer_whatever_the_device(shared: Store) -> None:
    keep(shared, row(at=65, customer="Cem", device="tablet", event_id="Cem on Ben's tablet"))
    assert seen(shared, "Cem") == ["Cem on Ben's tablet"]
    assert "Cem on Ben's tablet" not in seen(shared, "Ben")


def test_a_late_sign_out_gives_the_stretch_back_to_nobody(shared: Store) -> None:
    keep(shared, row("sign_out", 22, None, "tablet", "Ann left earlier"))
    assert "as Ann" not in seen(shared, "Ann")


def test_a_device_whose_marks_are_gone_is_nobodys(shared: Store) -> None:
    with shared.write() as transaction:
        transaction.delete(shared.person("Ben", None, NOW), frozenset({"identify", "sign_out"}))
        transaction.set_spans("tablet", [])
    assert shared.person(None, "tablet", NOW).customer_id is None


def test_only_the_newest_facts_count_across_account_and_devices(shared: Store) -> None:
    keep(shared, row(at=55, customer="Ben", event_id="on the phone"))
    ben = shared.person("Ben", None, NOW)
    assert [f.body for f in shared.facts(ben, NOW, 2)] == [b"on the phone", b"as Ben"]
    assert [f.body for f in shared.facts(ben, 55, 1)] == [b"on the phone"]


def test_facts_can_be_asked_by_kind(shared: Store) -> None:
    ben = shared.person("Ben", None, NOW)
    assert [f.body for f in shared.facts(ben, NOW, 5, frozenset({"identify"}))] == [b"Ben is here"]


def test_an_export_has_every_event_once_and_oldest_first(shared: Store) -> None:
    assert list(shared.bodies(shared.person("Ann", "tablet", 25), batch=1)) == [
        b"before Ann",
        b"Ann is here",
        b"as Ann",
        b"Ann leaves",
    ]


def test_decisions_of_account_and_devices_come_oldest_first(shared: Store) -> None:
    keep(shared, decision("granted", 70, "Ben"), decision("denied", 55, None, "tablet"))
    ben = shared.person("Ben", None, NOW)
    assert [d.purposes.personalisation for d in shared.decisions(ben, NOW)] == ["denied", "granted"]
    assert [d.at for d in shared.decisions(ben, 60)] == [55]


def test_a_stranger_is_bound_by_what_a_customer_decided_on_the_same_device(store: Store) -> None:
    keep(store, decision("denied", 5, "Ann", "phone"))
    assert len(store.decisions(store.person(None, "phone", NOW), NOW)) == 1


def test_a_customer_is_not_bound_by_what_another_customer_decided(shared: Store) -> None:
    keep(shared, decision("denied", 55, "Cem", "tablet"))
    assert shared.decisions(shared.person("Ben", None, NOW), NOW) == []


def test_deleting_takes_the_kinds_named_from_account_and_devices(shared: Store) -> None:
    keep(shared, row(at=61, customer="Ben", event_id="at home"))
    with shared.write() as transaction:
        assert transaction.delete(shared.person("Ben", None, NOW), frozenset({"view_item"})) == 3
    assert seen(shared, "Ben") == ["Ben is here"]


def test_deleting_can_stop_before_a_moment(shared: Store) -> None:
    with shared.write() as transaction:
        transaction.delete(shared.person("Ben", None, NOW), frozenset({"view_item"}), before=60)
    assert seen(shared, "Ben") == ["Ben is here", "as Ben"]
