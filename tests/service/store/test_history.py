"""History: everything that happened, with the person it belongs to, oldest first."""

from __future__ import annotations

from service.store.protocol import Store
from service.store.records import HistoryRow
from tests.service.store.world import NOW, keep, row


def test_history_joins_persons_and_leaves_strangers_their_device(store: Store) -> None:
    keep(
        store,
        row(at=5, device="phone", event_id="stranger"),
        row(at=10, device="tablet", event_id="before"),
        row("identify", 20, "Ann", "tablet", "here"),
        row(at=30, customer="Ben", device="tablet", event_id="Ben"),
    )
    (batch,) = store.history(0, NOW)
    assert batch == [
        HistoryRow(None, "phone", "view_item", 5, b"stranger"),
        HistoryRow("Ann", "tablet", "view_item", 10, b"before"),
        HistoryRow("Ann", "tablet", "identify", 20, b"here"),
        HistoryRow("Ben", "tablet", "view_item", 30, b"Ben"),
    ]


def test_history_up_to_a_moment_does_not_know_who_signs_in_later(store: Store) -> None:
    keep(store, row(at=10, device="tablet"), row("identify", 20, "Ann", "tablet"))
    (batch,) = store.history(0, 19)
    assert [found.customer_id for found in batch] == [None]


def test_history_comes_in_batches_of_a_stable_order_and_includes_both_ends(store: Store) -> None:
    keep(store, *(row(at=at, customer="Ann", event_id=f"{n}") for n, at in enumerate((30, 10, 20, 20, 40))))
    batches = [[found.body for found in batch] for batch in store.history(10, 30, batch=3)]
    assert batches == [[b"1", b"2", b"3"], [b"0"]]


def test_history_shows_one_state_while_others_write(store: Store) -> None:
    keep(store, row(at=1), row(at=2))
    found = store.history(0, NOW, batch=1)
    next(found)
    keep(store, row(at=3))
    assert sum(len(batch) for batch in found) == 1


def test_a_summary_counts_events_and_items(store: Store) -> None:
    assert store.summary() == {"events": 0, "items": 0}
    keep(store, row(at=5), row(at=9))
    with store.write() as transaction:
        body = b'{"item_id":"any","title":"any"}'
        transaction.put_items([("cup", 0, body), ("cup", 9, body), ("pot", 0, body), ("pot", 0, None)], NOW)
    assert store.summary() == {"events": 2, "items": 1}


def test_the_newest_event_is_known_without_counting(store: Store) -> None:
    assert store.newest_event() == 0
    keep(store, row(at=9), row(at=5))
    assert store.newest_event() == 9
