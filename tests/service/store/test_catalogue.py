"""The catalogue: versions of items by the moment they hold from, revisions for those who read along."""

from __future__ import annotations

from features.identity import ALWAYS
from service.store.protocol import Store
from service.store.records import CatalogueRow
from tests.service.store.world import NOW


def put(store: Store, *items: tuple[str, int, bytes | None]) -> int:
    with store.write() as transaction:
        return transaction.put_items(items, NOW)


def told(title: str) -> bytes:
    return b'{"item_id":"any","title":"%s"}' % title.encode()


def test_an_empty_catalogue_has_revision_0(store: Store) -> None:
    assert (store.catalogue_revision(), store.catalogue(0)) == (0, [])


def test_readers_see_what_changed_after_their_revision(store: Store) -> None:
    first = put(store, ("cup", ALWAYS, told("1")), ("pot", ALWAYS, told("1")))
    second = put(store, ("cup", ALWAYS, told("2")))
    assert store.catalogue(first) == [CatalogueRow("cup", ALWAYS, second, told("2"))]
    assert store.catalogue_revision() == second


def test_versions_of_an_item_stand_side_by_side(store: Store) -> None:
    put(store, ("cup", ALWAYS, told("old")), ("cup", 100, told("new")))
    assert [(r.valid_from, r.body) for r in store.catalogue(0)] == [(ALWAYS, told("old")), (100, told("new"))]


def test_a_deleted_item_is_told_to_readers_along_with_what_follows(store: Store) -> None:
    read = put(store, ("cup", ALWAYS, told("1")), ("cup", 100, told("2")))
    put(store, ("cup", ALWAYS, None), ("cup", 200, told("3")))
    assert [r.body for r in store.catalogue(read)] == [None, told("3")]


def test_a_transaction_knows_which_items_are_there(store: Store) -> None:
    put(store, ("cup", ALWAYS, told("1")), ("pot", ALWAYS, told("1")), ("pot", ALWAYS, None))
    with store.write() as transaction:
        assert [transaction.has_item(name) for name in ("cup", "pot", "pan")] == [True, False, False]


def test_what_is_already_so_makes_no_revision(store: Store) -> None:
    revision = put(store, ("cup", ALWAYS, told("1")))
    assert put(store, ("cup", ALWAYS, told("1"))) == revision


def test_the_same_again_after_another_version_is_the_newest(store: Store) -> None:
    put(store, ("cup", ALWAYS, told("1")))
    dated = put(store, ("cup", 100, told("2")))
    revision = put(store, ("cup", ALWAYS, told("1")))
    assert store.catalogue(dated) == [CatalogueRow("cup", ALWAYS, revision, told("1"))]
    assert put(store, ("cup", ALWAYS, told("1"))) == revision == dated + 1


def test_origins_replace_their_namesakes(store: Store) -> None:
    for body in (b"1", b"2"):
        with store.write() as transaction:
            transaction.put_origins([("Berlin", body), ("Aachen", body)])
    assert store.origins() == [b"2", b"2"]
