"""A reminder as a shop writes it: which answer goes out to who isn't there, where, and how often."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from features.clock import DAY, parse_duration
from features.consent import OWED_ANSWERS
from features.events import Channel, rejection
from features.interventions.contact import check_duration
from features.interventions.definition import Name

REMINDER = "reminder"  # kind of definition, and purpose of what came of one
Reminded = Literal["cart", "back_in_stock", "price_drop", "buy_again", "return_window"]
# Those that rest on what is kept for personalisation only, so they need consent to it, too.
PERSONAL = frozenset(get_args(Reminded)) - OWED_ANSWERS
Priority = Annotated[int, Meta(ge=-1_000, le=1_000)]
LEAST = DAY  # between two of one reminder


class Reminder(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An `answer` of the page, sent through the shop's own systems over a `channel`, never unasked.

    `rested`: for so long nothing was heard of the customer. `cool_down`: this reminder not again so soon, a
    day at least. `priority`: of several the highest goes first.
    """

    name: Name
    answer: Reminded
    channel: Channel = "email"
    rested: str = "4h"
    cool_down: str = "14d"
    priority: Priority = 0
    stopped: bool = False

    def __post_init__(self) -> None:
        if self.channel in ("web", "store"):
            raise ValueError("`channel` must reach who isn't there: on the page every answer stands already")
        check_duration("rested", self.rested)
        check_duration("cool_down", self.cool_down)
        if parse_duration(self.cool_down) < LEAST:
            raise ValueError(f"`cool_down` must be a day or longer, e.g. 14d; not {self.cool_down!r}")


def decode_reminder(raw: bytes | msgspec.Raw) -> Reminder:
    """One reminder from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        return msgspec.json.decode(raw, type=Reminder)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None
