"""Kinds of events that are looked for however long ago they were; each set has indexes of its own."""

from __future__ import annotations

from features.parcels import KINDS as PARCELS

LASTING = frozenset({"purchase", "add_to_cart", "remove_from_cart", "customer_updated"})
# What answers about orders and carts rest on, and what was told.
OWED = frozenset(
    {
        "add_to_cart",
        "answer_shown",
        "complaint_acknowledged",
        "complaint_raised",
        "complaint_resolved",
        "contact_started",
        "experience_rated",
        "identify",
        "order_cancelled",
        "purchase",
        "refund",
        "remove_from_cart",
        "shipment_delivered",
        "shipment_dispatched",
        "sign_out",
    }
)
SHOWN = frozenset({"answer_shown"})  # of the owed ones; there may be many more of them than of orders
WISHES = frozenset({"not_interested"})  # "never" means never, however much was bought since
MARKS = frozenset({"identify", "sign_out"})  # they say whose a device was when
DECISION = "intervention_decided"  # what a line of the ledger is called there
PAGE = "page_served"  # what a row of the ranking log is called where it stands beside events

__all__ = ["DECISION", "LASTING", "MARKS", "OWED", "PAGE", "PARCELS", "SHOWN", "WISHES", "found_by", "one_of"]


def one_of(kinds: frozenset[str]) -> str:
    """A condition on `events`, spelled out, never as values: only so an index with the same one is used."""
    spelled = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    return f"kind IN ({spelled})"


def found_by(kinds: frozenset[str]) -> str:
    """The same, for a part of the owed ones with the condition of their index before it."""
    return f"{one_of(OWED)} AND {one_of(kinds)}" if kinds < OWED else one_of(kinds)
