"""Retention: what is too old goes, in pieces, but never whose a device is or what was decided."""

from __future__ import annotations

import msgspec
import pytest

from features.clock import DAY
from features.identity import ALWAYS
from service.ingest import retaining
from service.ingest.catalogue import admit_items
from service.store import Store
from tests.service.ingest.world import MINUTE, NOW, decide, event, kept, statuses


def test_marks_and_decisions_outlive_everything(store: Store) -> None:
    identify = event("identify", -90, customer_id="Ann", anonymous_id="phone")
    statuses(store, event(minute=-95), identify, decide("granted", -80), event(minute=-10))
    assert retaining.retain(store, NOW - 60 * MINUTE) == 1
    assert kept(store, "Ann") == ["identify", "consent_updated", "view_item"]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_in_pieces_of_any_size_all_goes_and_it_says_how_far_it_is(
    store: Store, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(retaining, "BATCH", batch)
    statuses(store, *(event(minute=minute) for minute in range(-90, -50)), decide("granted", -89))
    heard: list[tuple[int, int]] = []
    assert retaining.retain(store, NOW - 60 * MINUTE, lambda *news: heard.append(news)) == 30
    assert store.summary()["events"] == 11
    assert all(0 <= done <= whole for done, whole in heard)
    assert heard == sorted(heard)


@pytest.mark.parametrize("batch", [1, 100])
def test_of_old_prices_only_the_one_that_held_last_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(retaining, "BATCH", batch)
    for days, price in ((90, 5), (70, 4), (10, 3)):
        with store.write() as transaction:
            item = msgspec.json.encode({"item_id": "cup", "title": "Cup", "price": price})
            admit_items(transaction, [item], now=NOW - days * DAY)
    assert retaining.retain_offers(store, NOW) == 1
    assert [offer.price for offer in store.offers(["cup"], ALWAYS, NOW)["cup"]] == [4, 3]
