"""Pages served in experiments: kept in order, read back with the person; the first unit is found again."""

from __future__ import annotations

import msgspec

from features.identity import FOREVER
from service.store.protocol import Store
from service.store.records import Person, Served
from tests.service.store.world import NOW, keep, row

ARMS = b'{"home":[1,"personalised"]}'


def page(at: int, customer: str | None = None, device: str | None = None, unit: str = "any") -> Served:
    return Served(f"page {at}", at, customer, device, "home", unit, ARMS)


def log(store: Store, *rows: Served) -> None:
    with store.write() as transaction:
        transaction.log_served(rows)


def test_pages_come_back_oldest_first_in_batches_and_both_ends_count(store: Store) -> None:
    pages = [page(at, device="phone") for at in (30, 10, 20, 40)]
    log(store, *pages)
    assert list(store.served(10, 30, batch=2)) == [[pages[1], pages[2]], [pages[0]]]


def test_a_page_before_the_sign_in_belongs_to_the_customer_who_signed_in(store: Store) -> None:
    log(store, page(10, device="tablet"), page(15, device="phone"), page(30, customer="Ben", device="tablet"))
    keep(store, row("identify", 20, "Ann", "tablet"))
    (batch,) = store.served(0, NOW)
    assert [(one.customer_id, one.anonymous_id) for one in batch] == [
        ("Ann", "tablet"),
        (None, "phone"),
        ("Ben", "tablet"),
    ]


def test_who_signs_in_later_is_not_known_yet(store: Store) -> None:
    log(store, page(10, device="tablet"))
    keep(store, row("identify", 20, "Ann", "tablet"))
    (batch,) = store.served(0, 19)
    assert batch[0].customer_id is None


def test_the_first_unit_is_that_of_the_earliest_page_on_any_device_of_the_person(store: Store) -> None:
    keep(store, row("identify", 20, "Ann", "phone"), row("identify", 50, "Ann", "tablet"))
    log(store, page(30, "Ann", "phone", unit="Ann"), page(10, device="phone", unit="phone"))
    log(store, page(40, device="tablet", unit="tablet"))
    person = store.person("Ann", "tablet", NOW)
    assert store.first_unit(person, NOW) == "phone"
    assert store.first_unit(person, 9) is None


def test_who_was_never_served_has_no_unit_yet(store: Store) -> None:
    log(store, page(10, device="phone"))
    assert store.first_unit(Person("Ann", ()), NOW) is None
    assert store.first_unit(store.person(None, "tablet", NOW), NOW) is None


def test_the_first_device_is_the_one_signed_in_on_first_as_far_as_known(store: Store) -> None:
    keep(store, row("identify", 50, "Ann", "phone"), row("identify", 60, "Ann", "tablet"))
    found = [store.first_device("Ann", at) for at in (49, 50, NOW)]
    assert (found, store.first_device("Ben", NOW)) == ([None, "phone", "phone"], None)


def test_pages_go_with_the_person_on_all_devices(store: Store) -> None:
    keep(store, row("identify", 20, "Ann", "phone"), row("sign_out", 40, None, "phone"))
    log(store, page(10, device="phone"), page(30, "Ann", "phone"), page(50, device="phone"), page(60, "Ben"))
    ann = store.person("Ann", None, NOW)
    with store.write() as transaction:
        taken = transaction.take_away(ann)
        assert (taken["page_served"], transaction.take_away(ann)) == (2, {})
    (left,) = store.served(0, NOW)
    assert [one.served_at for one in left] == [50, 60]


def test_pages_go_in_pieces_and_only_those_from_before_a_moment(store: Store) -> None:
    log(store, *(page(at, "Ann") for at in (10, 20, 30)))
    ann = Person("Ann", ())
    with store.write() as transaction:
        assert [transaction.take_served(ann, 30, 1) for _ in range(3)] == [1, 1, 0]
        assert transaction.take_away(ann, most=5) == {"page_served": 1}


def test_old_pages_go_oldest_first(store: Store) -> None:
    log(store, *(page(at, device="phone") for at in (40, 10, 20, 30)))
    with store.write() as transaction:
        assert transaction.take_old_served(40, 2) == 2
    (left,) = store.served(0, NOW)
    assert [one.served_at for one in left] == [30, 40]
    with store.write() as transaction:
        assert [transaction.take_old_served(40, 2) for _ in range(2)] == [1, 0]


def test_in_an_export_each_page_stands_once_among_the_events_in_order_of_time(store: Store) -> None:
    keep(store, row("identify", 20, "Ann", "phone", body=b'{"event":"identify"}'))
    log(store, page(10, device="phone"), *(page(at, "Ann", "phone") for at in (30, 30, 40)))
    ann = store.person("Ann", None, FOREVER - 1)
    told = [msgspec.json.decode(body) for body in store.bodies(ann, batch=1)]
    assert [one["event"] for one in told] == ["page_served", "identify"] + ["page_served"] * 3
    assert told[-1] == {
        "event": "page_served",
        "occurred_at": "1970-01-01T00:00:00.000040Z",
        "customer_id": "Ann",
        "anonymous_id": "phone",
        "recommendation_id": "page 40",
        "placement": "home",
        "unit": "any",
        "experiments": {"home": [1, "personalised"]},
    }
