"""Touchpoints as data, and which events are read."""

from __future__ import annotations

import pytest

from features.clock import HOUR
from features.errors import BadInput
from features.history import KeptEvent
from features.touchpoints.definition import DEFAULTS, decode_touchpoint, in_force
from features.touchpoints.reading import FRAME, read_events
from tests.features.touchpoints.world import bought, event, rated


def test_there_are_eleven_and_each_has_an_owner_and_both_titles() -> None:
    assert len(DEFAULTS) == 11
    assert all(one.owner and one.titled("de") != one.name for one in DEFAULTS.values())


def test_what_a_shop_defines_replaces_the_default_whole() -> None:
    own = decode_touchpoint(b'{"name": "email", "owner": "ada"}')
    assert in_force({"email": own})["email"].promised("answer_within") is None
    assert DEFAULTS["email"].promised("answer_within") == 24 * HOUR


def test_one_that_is_defined_without_a_title_keeps_the_usual_one() -> None:
    assert decode_touchpoint(b'{"name": "delivery", "owner": "ada"}').titled("de") == "Lieferung"
    assert decode_touchpoint(b'{"name": "kiosk", "owner": "ada"}').titled("de") == "kiosk"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("answer_within", '"soon"'), ("resolve_within", '"0d"'), ("asked_share", "1.5"), ("score", "4")],
)
def test_what_cannot_be_meant_is_refused_with_its_name(field: str, wrong: str) -> None:
    with pytest.raises(BadInput, match=field):
        decode_touchpoint(f'{{"name": "email", "owner": "ada", "{field}": {wrong}}}'.encode())


def decided(days: float, analytics: str) -> KeptEvent:
    return event("consent_updated", days, purposes={"analytics": analytics})


def test_who_denies_analytics_is_left_out_and_the_last_decision_counts() -> None:
    events = [bought(9), decided(5, "denied")]
    assert read_events([events], consent_granted=True).is_empty()
    assert not read_events([[*events, decided(4, "granted")]], consent_granted=True).is_empty()


def test_where_consent_is_not_the_default_only_who_granted_is_looked_at() -> None:
    events = [bought(9), bought(9, "p", "berta"), decided(5, "granted")]
    assert set(read_events([events], consent_granted=False)["customer_id"]) == {"anna"}


def test_a_stranger_and_a_customer_of_the_same_name_are_two() -> None:
    searched = [
        (None, "anna", "search", 1, b'{"query": "tea"}'),
        ("anna", None, "search", 1, b'{"query": "tea"}'),
    ]
    assert read_events([searched], consent_granted=True)["person"].n_unique() == 2


def test_events_come_in_batches_some_of_them_empty() -> None:
    one = read_events([[bought(9)], [], [rated(8, 5)]], consent_granted=True)
    assert one.equals(read_events([[bought(9), rated(8, 5)]], consent_granted=True))
    assert read_events([], consent_granted=True).schema == FRAME
