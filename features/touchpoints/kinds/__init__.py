"""The one table of gaps, one file each: events → rows of expectation, experience and gap."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from features.touchpoints.kinds import (
    cart_lost,
    cart_price,
    cart_stock,
    channels,
    complaint,
    csat,
    delivery,
    search,
    stars,
    waiting,
)
from features.touchpoints.known import Known

KINDS: dict[str, Callable[[Known], pl.DataFrame]] = {
    "delivery": delivery.of,
    "waiting": waiting.of,
    "complaint": complaint.of,
    "search": search.of,
    "cart_lost": cart_lost.of,
    "cart_price": cart_price.of,
    "cart_stock": cart_stock.of,
    "stars": stars.of,
    "csat": csat.of,
    "channels": channels.of,
}
