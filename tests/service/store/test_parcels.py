"""What was told of orders and shipments is read back in order of time, and what is told late is found."""

from __future__ import annotations

from service.store import Store
from tests.service.store.world import keep, row

ALL = 10**9


def told(store: Store, since: int = 0, until: int = ALL, last: int = ALL, batch: int = 10_000) -> list[str]:
    """The kinds, in order."""
    return [fact.kind for fact in store.parcels(since, until, last, batch)]


def test_parcels_are_told_in_order_of_time_whatever_else_is_kept(store: Store) -> None:
    keep(
        store, row("shipment_delivered", 30), row("purchase", 10), row(at=15), row("shipment_dispatched", 20)
    )
    assert told(store) == ["purchase", "shipment_dispatched", "shipment_delivered"]
    assert told(store, batch=1) == told(store)


def test_a_stretch_of_time_ends_with_both_its_moments(store: Store) -> None:
    keep(store, *(row("purchase", at) for at in (9, 10, 11)))
    assert [fact.occurred_at for fact in store.parcels(9, 10, ALL)] == [9, 10]


def test_of_one_moment_what_was_kept_first_comes_first(store: Store) -> None:
    keep(store, row("shipment_delivered", 10), row("purchase", 10), row("order_cancelled", 10))
    kinds = ["shipment_delivered", "purchase", "order_cancelled"]
    assert told(store) == told(store, batch=1) == kinds


def test_what_is_kept_after_a_number_is_left_out(store: Store) -> None:
    keep(store, row("purchase", 10))
    last = store.newest_sequence()
    keep(store, row("shipment_dispatched", 20))
    assert told(store, last=last) == ["purchase"]
    assert store.newest_sequence() == last + 1


def test_what_is_told_late_is_found_by_when_it_was_kept(store: Store) -> None:
    keep(store, row("purchase", 10), row("purchase", 50))
    before = store.newest_sequence()
    keep(
        store, row("shipment_delivered", 40), row("shipment_dispatched", 30), row("purchase", 60), row(at=20)
    )
    late = store.parcels_told_late(50, before, store.newest_sequence())
    assert [fact.kind for fact in late] == ["shipment_dispatched", "shipment_delivered"]


def test_an_empty_store_has_told_nothing(store: Store) -> None:
    assert store.newest_sequence() == 0
    assert not told(store)
    assert not store.parcels_told_late(ALL, 0, ALL)
