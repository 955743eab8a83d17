"""What a shop writes of its gestures is used as it is, or refused with what to do."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from features.errors import Rejected
from features.interventions.contact import ContactRule
from features.interventions.definition import GoodwillRule, decode_gesture, decode_rule
from features.touchpoints.kinds import KINDS
from features.touchpoints.names import GapKind

VOUCHER: dict[str, Any] = {
    "name": "voucher",
    "triggers": ["delivery", "late_foreseen"],
    "cost": 5,
    "text": {"de": "5 € für Sie", "en": "5 € for you"},
}


def refusal(**changes: Any) -> str:
    told = {**VOUCHER, **changes}
    with pytest.raises(Rejected) as refused:
        decode_gesture(msgspec.json.encode({k: v for k, v in told.items() if v is not None}))
    return str(refused.value)


def test_a_gesture_says_what_calls_for_it_and_what_it_costs() -> None:
    voucher = decode_gesture(msgspec.json.encode(VOUCHER))
    assert voucher.triggers == {"delivery", "late_foreseen"}
    assert (voucher.cost, voucher.owed, voucher.cool_down) == (5, False, "30d")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"triggers": ["rain"]}, "rain isn't; there are delivery"),
        ({"triggers": []}, "/triggers"),
        ({"text": {"de": "nur deutsch"}}, "must have a sentence in `de` and one in `en`"),
        ({"name": "nothing"}, "needs no definition"),
        ({"name": "A b"}, "/name"),
        ({"cool_down": "soon"}, "/cool_down"),
        ({"cost": -1}, "/cost"),
        ({"channel": "pigeon"}, "/channel"),
        ({"colour": "red"}, "/colour"),
        ({"text": None}, "/text"),
        ({"eligible": {"age": "18+"}}, "/eligible/age"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cant_be_used_is_refused_with_where_and_what(changes: dict[str, Any], said: str) -> None:
    assert said in refusal(**changes)


def test_every_kind_of_gap_may_call_for_a_gesture() -> None:
    assert set(KINDS) == set(get_args(GapKind))


def test_a_shop_that_says_nothing_spends_nothing() -> None:
    assert decode_rule("goodwill", b"{}") == GoodwillRule(daily_budget=0, holdout=0.1, floor=0.05)
    assert decode_rule("contact", b"{}") == ContactRule()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("weather", b"{}", "there is no rule weather; there are contact, goodwill"),
        ("goodwill", b'{"holdout": 0}', "/holdout"),
        ("goodwill", b'{"daily_budget": -1}', "/daily_budget"),
        ("contact", b'{"quiet_from": "25:00"}', "/quiet_from"),
        ("contact", b'{"caps": [{"most": 1, "within": "week"}]}', "/caps"),
    ],
)
def test_a_rule_that_cant_be_used_is_refused(name: str, body: bytes, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        decode_rule(name, body)
