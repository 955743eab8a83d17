"""The event language: the decoder is the validator, and old messages stay readable."""

from __future__ import annotations

import json
from contextlib import suppress
from time import thread_time
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import Rejected
from features.events import KINDS, SCALES, AnyEvent, Purchase, decode, encode, snake_case
from tests.features.drawn import Message, messages

ENVELOPE = {
    "event_id": "1",
    "occurred_at": "2026-01-02T10:00:00Z",
    "customer_id": "Ann",
    "anonymous_id": "phone",
}
LINES = [{"item_id": "cup", "quantity": 1, "price": 4.5}]
# The least that each kind needs: messages of the first version, which have to stay readable for ever.
FIRST_VERSION: dict[str, dict[str, Any]] = {
    "view_item": {"item_id": "cup"},
    "add_to_wishlist": {"item_id": "cup"},
    "view_item_list": {"placement": "home", "items": [{"item_id": "cup"}]},
    "select_item": {"item_id": "cup"},
    "search": {"query": "cup"},
    "add_to_cart": {"item_id": "cup", "quantity": 1},
    "remove_from_cart": {"item_id": "cup", "quantity": 1},
    "view_cart": {"items": []},
    "begin_checkout": {"items": [{"item_id": "cup"}]},
    "purchase": {"order_id": "1", "items": LINES, "currency": "EUR"},
    "refund": {},
    "shipment_dispatched": {"order_id": "1"},
    "shipment_delivered": {"order_id": "1"},
    "order_cancelled": {"order_id": "1"},
    "experience_rated": {"touchpoint": "delivery", "metric": "csat", "score": 4},
    "contact_started": {"contact_id": "1", "touchpoint": "phone"},
    "contact_answered": {"contact_id": "1", "touchpoint": "phone"},
    "complaint_raised": {"complaint_id": "1", "touchpoint": "phone"},
    "complaint_acknowledged": {"complaint_id": "1", "touchpoint": "phone"},
    "complaint_resolved": {"complaint_id": "1", "touchpoint": "phone"},
    "identify": {},
    "sign_out": {},
    "customer_updated": {},
    "not_interested": {"item_id": "cup"},
    "consent_updated": {"purposes": {}},
    "answer_shown": {"answer_id": "1"},
    "answer_selected": {"answer_id": "1"},
    "intervention_sent": {"intervention_id": "1"},
    "intervention_accepted": {"intervention_id": "1"},
    "intervention_declined": {"intervention_id": "1"},
    "survey_sent": {"touchpoint": "delivery"},
}


def message(kind: str, **changes: Any) -> bytes:
    whole = {"event": kind} | ENVELOPE | FIRST_VERSION[kind] | changes
    return msgspec.json.encode({name: value for name, value in whole.items() if value != "left out"})


def pointer(kind: str, **changes: Any) -> str:
    with pytest.raises(Rejected) as error:
        decode(message(kind, **changes))
    return error.value.pointer


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def _nearly_events(draw: st.DrawFn) -> Any:
    """A message of the first version with some fields replaced, left out or added."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    whole: dict[str, Any] = {"event": kind} | ENVELOPE | FIRST_VERSION[kind]
    names = st.sampled_from([*whole, *KINDS[kind].__struct_fields__])
    return whole | draw(st.dictionaries(names, _values, max_size=3))


@settings(max_examples=50)
@given(_values | _nearly_events())
def test_any_json_is_an_event_or_rejected(value: Any) -> None:
    with suppress(Rejected):
        assert decode(json.dumps(value).encode())


@given(st.binary(max_size=40))
def test_any_bytes_are_an_event_or_rejected(raw: bytes) -> None:
    with pytest.raises(Rejected):
        decode(raw)


def test_json_nested_without_end_is_rejected() -> None:
    with pytest.raises(Rejected):
        decode(b'{"x":' + b"[" * 100_000)


def test_every_kind_has_a_message_of_the_first_version() -> None:
    assert set(FIRST_VERSION) == set(KINDS)
    assert len(KINDS) == len(get_args(AnyEvent))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_message_of_the_first_version_is_read(kind: str) -> None:
    assert decode(message(kind)).kind == kind


@settings(max_examples=150)
@given(messages())
def test_what_the_language_describes_is_read_and_kept_as_it_was(message: Message) -> None:
    event = decode(msgspec.json.encode(message))
    assert event.kind == message["event"]
    assert decode(encode(event)) == event


@settings(max_examples=150)
@given(messages(), st.data())
def test_a_pointer_leads_to_what_is_there_or_should_be(message: Message, data: st.DataObject) -> None:
    broken = message | {data.draw(st.sampled_from(sorted(message))): data.draw(_values)}
    assert stands(broken, rejected_at(broken))


def rejected_at(message: Message) -> str:
    """The pointer of the rejection; the whole, where the message is good."""
    try:
        decode(json.dumps(message).encode())
    except Rejected as error:
        return error.pointer
    return ""


def stands(value: Any, where: str) -> bool:
    """Is there something at the pointer, or an object in which its last part is missing."""
    parts = where.split("/")[1:]
    for n, part in enumerate(parts, 1):
        if part == "…":  # some value of a map
            return isinstance(value, dict)
        if isinstance(value, dict):
            if part not in value:
                return n == len(parts)
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return False
    return True


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_field_nobody_knows_is_passed_over(kind: str) -> None:
    assert encode(decode(message(kind, field_of_tomorrow=1))) == encode(decode(message(kind)))


@pytest.mark.parametrize(
    ("kind", "changes", "where"),
    [
        ("view_item", {"event": "buy"}, "/event"),
        ("view_item", {"event": "left out"}, "/event"),
        ("view_item", {"item_id": "left out"}, "/item_id"),
        ("view_item", {"item_id": ""}, "/item_id"),
        ("view_item", {"item_id": "x" * 129}, "/item_id"),
        ("view_item", {"event_id": "x" * 65}, "/event_id"),
        ("view_item", {"event_id": "a\x00"}, "/event_id"),
        ("view_item", {"occurred_at": "2026-01-02T10:00:00"}, "/occurred_at"),
        ("view_item", {"occurred_at": "1970-01-01T00:00:00Z"}, "/occurred_at"),
        ("view_item", {"customer_id": None, "anonymous_id": None}, "/customer_id"),
        ("view_item", {"channel": "telepathy"}, "/channel"),
        ("purchase", {"items": []}, "/items"),
        ("purchase", {"items": [*LINES, LINES[0] | {"quantity": 0}]}, "/items/1/quantity"),
        ("purchase", {"items": [{"item_id": "cup", "quantity": 1}]}, "/items/0/price"),
        ("purchase", {"currency": "euro"}, "/currency"),
        ("experience_rated", {"score": 6}, "/score"),
        ("identify", {"customer_id": None}, "/customer_id"),
        ("sign_out", {"anonymous_id": None}, "/anonymous_id"),
        ("not_interested", {"item_id": None}, "/item_id"),
        ("consent_updated", {"purposes": {"personalisation": "maybe"}}, "/purposes/personalisation"),
        ("consent_updated", {"purposes": {"personalization": "denied"}}, "/purposes/personalization"),
    ],
)
def test_a_rejection_points_at_the_field(kind: str, changes: dict[str, Any], where: str) -> None:
    assert pointer(kind, **changes) == where


@pytest.mark.parametrize(
    ("kind", "changes", "mend"),
    [
        ("view_item", {"event": "buy"}, "; /schema lists what there is"),
        ("view_item", {"occurred_at": "yesterday"}, "; write RFC 3339 with an offset"),
        ("view_item", {"occurred_at": "2026-01-02T10:00:00"}, "; write RFC 3339 with an offset"),
        ("view_item", {"country": "Germany"}, "; write ISO 3166"),
        ("purchase", {"currency": "euro"}, "; write ISO 4217"),
    ],
)
def test_a_rejection_says_what_to_write_instead(kind: str, changes: dict[str, Any], mend: str) -> None:
    with pytest.raises(Rejected) as error:
        decode(message(kind, **changes))
    assert mend in error.value.detail


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_rejection_is_quick_whatever_it_has_to_quote(end: str) -> None:
    """A browser may send megabytes of what looks like the place of a fault."""
    sent = json.dumps({**ENVELOPE, "event": " - at `$" * 100_000 + end}).encode()
    before = thread_time()
    with pytest.raises(Rejected) as error:
        decode(sent)
    assert (error.value.pointer, thread_time() - before < 1) == ("/event", True)


@pytest.mark.parametrize(
    ("kind", "field"),
    [("search", {"results": 10**30}), ("customer_updated", {"attributes": {"a": -(10**30)}})],
)
def test_numbers_no_program_can_read_are_rejected(kind: str, field: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        decode(json.dumps({**ENVELOPE, "event": kind, "query": "cup", **field}).encode())


@pytest.mark.parametrize("metric", sorted(SCALES))
def test_scores_lie_on_the_scale_of_their_metric(metric: str) -> None:
    low, high = SCALES[metric]
    assert decode(message("experience_rated", metric=metric, score=low))
    assert pointer("experience_rated", metric=metric, score=high + 1) == "/score"


def test_a_price_of_nothing_is_a_price() -> None:
    event = decode(message("purchase", items=[LINES[0] | {"price": 0}]))
    assert isinstance(event, Purchase)
    assert event.items[0].price == 0


def test_names_of_kinds_are_snake_case() -> None:
    assert snake_case("AddToCart") == "add_to_cart"
