"""What is usual in a whole shop, for who sees only a part of it."""

from __future__ import annotations

from msgspec import Struct

Tally = tuple[int, float]  # how many, and their sum
NONE: Tally = (0, 0.0)


class Usual(Struct, frozen=True, kw_only=True):
    """What a whole history says, for who looks at a few customers: are purchases and clicks told of, stars.

    `items`, `categories`: stars by item and by category, how many and their sum; `shop`: all of them.
    `kinds`: category of each item that was rated.
    """

    buys: bool = False
    clicks: bool = False
    shop: Tally = NONE
    categories: dict[str, Tally] = {}
    items: dict[str, Tally] = {}
    kinds: dict[str, str] = {}
