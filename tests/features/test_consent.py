"""Consent: the latest decision counts, and a denial takes back what was before it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.consent import BEHAVIOUR, CART, Decided, granted, kept_since, may_keep, needs_personalisation
from features.events import KINDS, AnswerShown, Decision, Purposes, ViewItem, decode
from features.identity import ALWAYS, FOREVER


def decided(at: int, what: Decision) -> Decided:
    return Decided(at, Purposes(personalisation=what))


_decisions = st.lists(
    st.builds(decided, st.integers(0, 20), st.sampled_from(["granted", "denied"])),
    max_size=6,
    unique_by=lambda decision: decision.at,
)


def test_the_kinds_named_are_kinds() -> None:
    assert set(KINDS) >= BEHAVIOUR | CART


def test_carts_need_consent_only_of_strangers() -> None:
    cart = decode(
        b'{"event":"add_to_cart","event_id":"1","occurred_at":"2026-01-01T00:00:00Z",'
        b'"anonymous_id":"d","item_id":"cup","quantity":1}'
    )
    assert [needs_personalisation(cart, known=known) for known in (True, False)] == [False, True]


def test_looking_needs_consent_of_everybody() -> None:
    view = decode(
        b'{"event":"view_item","event_id":"1","occurred_at":"2026-01-01T00:00:00Z",'
        b'"customer_id":"Ann","item_id":"cup"}'
    )
    assert isinstance(view, ViewItem)
    assert needs_personalisation(view, known=True)


@pytest.mark.parametrize(("about", "needed"), [("order_status", False), ("price_drop", True), ("?", True)])
def test_what_a_customer_was_told_about_an_order_is_owed(about: str, needed: bool) -> None:
    shown = AnswerShown(
        event_id="1", occurred_at=datetime.now(UTC), customer_id="Ann", answer_id=f"{about}.content.signature"
    )
    assert needs_personalisation(shown, known=True) == needed
    assert needs_personalisation(shown, known=False)


def test_the_latest_decision_counts_and_purposes_not_named_stay() -> None:
    decisions = [decided(2, "denied"), decided(1, "granted"), Decided(3, Purposes(marketing="granted"))]
    assert not granted(decisions, "personalisation", default=True)
    assert granted(decisions, "personalisation", default=False, at=1)
    assert granted(decisions, "marketing", default=False)
    assert granted(decisions, "analytics", default=True)


def test_without_decisions_the_default_decides() -> None:
    assert (kept_since([], default=True), kept_since([], default=False)) == (ALWAYS, FOREVER)


def test_a_denial_takes_back_what_was_before_it_also_once_it_is_granted_again() -> None:
    decisions = [decided(5, "denied"), decided(10, "granted")]
    assert [may_keep(decisions, at, default=True) for at in (3, 7, 10, 12)] == [False, False, True, True]


@given(_decisions, st.booleans(), st.integers(-1, 21))
def test_what_may_be_kept_was_allowed_then_and_not_denied_since(
    decisions: list[Decided], default: bool, at: int
) -> None:
    allowed_then = granted(decisions, "personalisation", default=default, at=at)
    denied_since = any(d.at > at and d.purposes.personalisation == "denied" for d in decisions)
    assert may_keep(decisions, at, default=default) == (allowed_then and not denied_since)
