"""Whatever arrives at the door: one result for each, in order; the ids of browsers and servers never meet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.artifact import recipe_hash
from features.errors import Rejected
from features.events import Event, ViewItem, decode
from service.ingest.browser import own_id
from service.ingest.door import Result, admit
from service.store import Store
from tests.features.drawn import Message, messages
from tests.service.ingest.world import NOW
from tests.stores import new_store

SENT = st.lists(messages().map(msgspec.json.encode) | st.binary(max_size=9), max_size=6)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(new_store(f"sqlite:///{Path(folder)}/shop.db")) as store,
    ):
        yield store


def results(store: Store, sent: list[bytes], *, browser: bool, granted: bool = True) -> list[Result]:
    with store.write() as transaction:
        return admit(transaction, sent, now=NOW, consent_granted=granted, browser=browser)


def is_event(raw: bytes) -> bool:
    try:
        return bool(decode(raw))
    except Rejected:
        return False


@pytest.mark.slow
@settings(max_examples=60)
@given(sent=SENT, granted=st.booleans())
def test_each_event_has_a_result_and_only_what_is_none_is_rejected(
    store: Store, sent: list[bytes], granted: bool
) -> None:
    found = results(store, sent, browser=False, granted=granted)
    assert [result.status != "rejected" for result in found] == [is_event(raw) for raw in sent]
    assert all(
        result.pointer is not None and result.detail for result in found if result.status == "rejected"
    )


@settings(max_examples=40)
@given(message=messages("view_item"), browser=st.booleans())
def test_the_same_again_is_a_duplicate_also_within_a_batch(
    store: Store, message: Message, browser: bool
) -> None:
    said = message | {"customer_id": None, "anonymous_id": "phone", "occurred_at": "2026-11-21T00:00:00Z"}
    sent = [msgspec.json.encode(said)] * 2
    statuses = [result.status for _ in range(2) for result in results(store, sent, browser=browser)]
    assert statuses[1:] == ["duplicate"] * 3


@given(st.lists(messages("view_item"), min_size=2, max_size=2))
def test_ids_of_two_browsers_meet_only_where_visitor_and_id_do(sent: list[Message]) -> None:
    one, other = (
        msgspec.json.decode(
            msgspec.json.encode({**message, "anonymous_id": message.get("anonymous_id") or "x"}),
            type=ViewItem,
        )
        for message in sent
    )
    same = (one.anonymous_id, one.event_id) == (other.anonymous_id, other.event_id)
    assert (own_id(one) == own_id(other)) == same
    assert not fits(own_id(one))


def fits(text: str) -> bool:
    """Could a server send this as its event's id."""
    kind: type[Event] = ViewItem
    message = {"event": "view_item", "event_id": text, "occurred_at": "2026-01-01T00:00:00Z"}
    try:
        return bool(msgspec.convert({**message, "customer_id": "c", "item_id": "i"}, kind, strict=False))
    except msgspec.ValidationError:
        return False


RECIPES = st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3) | st.none(), max_size=4)


@given(RECIPES, RECIPES)
def test_recipes_have_the_same_hash_only_if_they_are_the_same(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert (recipe_hash(one) == recipe_hash(other)) == (one == other)
    assert recipe_hash(dict(reversed(one.items()))) == recipe_hash(one)
