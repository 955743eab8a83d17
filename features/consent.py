"""Which kinds of event need a person's consent, and what a person's decisions allow at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from features.events import AnswerEvent, Decision, Event, Purposes
from features.identity import ALWAYS, FOREVER

Purpose = Literal["personalisation", "analytics", "marketing"]

# Behaviour: kept only for personalisation. Everything else is owed by contract, or is the decision itself.
BEHAVIOUR = frozenset(
    {
        "view_item",
        "view_item_list",
        "select_item",
        "search",
        "add_to_wishlist",
        "not_interested",
        "customer_updated",
        "answer_shown",
        "answer_selected",
    }
)
# What a known customer was told about these is owed as well; the name stands in front of an `answer_id`.
# A denial still takes it back with all behaviour: what was promised stands with the order anyway.
OWED_ANSWERS = frozenset({"cart", "delivery_promise", "gesture", "order_status", "return_window"})
# The carts of known customers belong to the contract; those of a stranger are behaviour.
CART = frozenset({"add_to_cart", "remove_from_cart", "view_cart", "begin_checkout"})


class Decided(NamedTuple):
    """A person's decision: when (microseconds) and about what."""

    at: int
    purposes: Purposes


def needs_personalisation(event: Event, *, known: bool) -> bool:
    """May this event only be kept for personalisation? `known`: the person is a customer."""
    if isinstance(event, AnswerEvent) and event.answer_id.partition(".")[0] in OWED_ANSWERS:
        return not known
    return event.kind in BEHAVIOUR or (event.kind in CART and not known)


def granted(decisions: Sequence[Decided], purpose: Purpose, *, default: bool, at: int | None = None) -> bool:
    """Does the latest decision (up to `at`) allow the purpose; `default` where there is none."""
    latest: Decision | None = None
    for decided in sorted(decisions, key=lambda d: d.at):
        if at is None or decided.at <= at:
            latest = getattr(decided.purposes, purpose) or latest
    return default if latest is None else latest == "granted"


def kept_since(decisions: Sequence[Decided], *, default: bool, purpose: Purpose = "personalisation") -> int:
    """The moment from which on what a purpose needs may be kept: a denial also takes back what was before.

    ALWAYS where nothing was ever denied, FOREVER where nothing may be kept.
    """
    since = ALWAYS if default else FOREVER
    for decided in sorted(decisions, key=lambda d: d.at):
        decision = getattr(decided.purposes, purpose)
        if decision == "denied":
            since = FOREVER
        elif decision == "granted":
            since = min(since, decided.at)
    return since


def may_keep(decisions: Sequence[Decided], at: int, *, default: bool) -> bool:
    """May behaviour of the moment `at` be kept: allowed then, and not withdrawn since."""
    return at >= kept_since(decisions, default=default)
