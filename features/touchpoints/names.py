"""What gaps, states and the events they come from are called, for those who only need the names."""

from __future__ import annotations

from typing import Literal

from features.orders import KINDS as ORDERS

GapKind = Literal[
    "delivery",
    "waiting",
    "complaint",
    "search",
    "cart_lost",
    "cart_price",
    "cart_stock",
    "stars",
    "csat",
    "channels",
]
State = Literal["at_risk", "delighted", "loyal", "satisfied"]

CLICKS = ("select_item", "view_item", "add_to_cart", "purchase")
LOOKS = ("view_cart", "begin_checkout")
TOLD = (
    *("search", "experience_rated", "contact_started", "contact_answered", "survey_sent", "answer_shown"),
    *("complaint_raised", "complaint_acknowledged", "complaint_resolved"),
    *("customer_updated", "consent_updated", "intervention_sent", "remove_from_cart"),
)
KINDS = frozenset({*CLICKS, *LOOKS, *TOLD, *ORDERS})  # of ORDERS the body stays
