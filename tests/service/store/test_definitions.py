"""Definitions: every version is kept with who and when, the newest counts; of analyses the last."""

from __future__ import annotations

from service.store.protocol import Store
from service.store.records import Analysis, Definition


def put(store: Store, name: str, body: bytes, at: int = 1, by: str = "Eve", kind: str = "experiment") -> int:
    with store.write() as transaction:
        return transaction.put_definition(kind, name, body, at, by)


def test_every_version_of_a_definition_is_kept_with_who_and_when(store: Store) -> None:
    assert [put(store, "home", b"one", 5, "Eve"), put(store, "home", b"two", 9, "Max")] == [1, 2]
    first = Definition("experiment", "home", 1, b"one", 5, "Eve")
    second = Definition("experiment", "home", 2, b"two", 9, "Max")
    assert store.definition_versions("experiment", "home") == [second, first]
    assert store.definition("experiment", "home") == second


def test_what_nobody_defined_has_no_version(store: Store) -> None:
    put(store, "home", b"one", kind="rule")
    assert store.definition("experiment", "home") is None
    assert store.definition_versions("experiment", "home") == []


def test_of_each_kind_the_newest_versions_are_listed_by_name(store: Store) -> None:
    for name, body in (("home", b"1"), ("cart", b"2"), ("home", b"3")):
        put(store, name, body)
    put(store, "other", b"4", kind="rule")
    found = [(one.name, one.version, one.body) for one in store.definitions("experiment")]
    assert found == [("cart", 1, b"2"), ("home", 2, b"3")]


def test_the_revision_changes_with_every_definition(store: Store) -> None:
    revisions = [store.definitions_revision()]
    for name in ("home", "home", "cart"):
        put(store, name, b"any")
        revisions.append(store.definitions_revision())
    assert revisions[0] == 0
    assert len(set(revisions)) == 4


def test_the_last_analysis_of_an_experiment_replaces_the_one_before(store: Store) -> None:
    with store.write() as transaction:
        for name, at, body in (("home", 5, b"not yet"), ("cart", 6, b"worse"), ("home", 7, b"better")):
            transaction.put_analysis(name, at, body)
    assert store.analysis("home") == Analysis("home", 7, b"better")
    assert store.analyses() == [Analysis("cart", 6, b"worse"), Analysis("home", 7, b"better")]
    assert store.analysis("other") is None
