"""Pages served in experiments: kept in order, read back with the person; the first unit is found again."""

from __future__ import annotations

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
