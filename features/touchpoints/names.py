"""What gaps and states are called, for those who only need the names."""

from __future__ import annotations

from typing import Literal

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
