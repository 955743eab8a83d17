"""What a browser may tell: what somebody saw and put into a cart, lately, under ids of its own."""

from __future__ import annotations

from features.clock import DAY, to_micros
from features.errors import Rejected
from features.events import Event

# Nothing that says who somebody is, moves money or makes a promise; new kinds are for servers.
KINDS = frozenset(
    {
        "view_item",
        "view_item_list",
        "select_item",
        "search",
        "add_to_cart",
        "remove_from_cart",
        "add_to_wishlist",
        "view_cart",
        "begin_checkout",
        "not_interested",
        "answer_shown",
        "answer_selected",
    }
)
OLDEST = 30 * DAY  # a page that was offline sends late; nobody's browser knows of years ago
APART = "\x1f"  # no id has this sign


def may_tell(event: Event, now: int) -> None:
    """Raises Rejected for what a browser may not send at `now` (microseconds)."""
    if event.kind not in KINDS:
        raise Rejected("/event", f"a browser may not send `{event.kind}`; send it from the shop's server")
    if event.customer_id is not None:
        raise Rejected("/customer_id", "a browser may not say who somebody is; send `anonymous_id` alone")
    if to_micros(event.occurred_at) < now - OLDEST:
        raise Rejected("/occurred_at", "lies more than 30 days back; send it from the shop's server")


def own_id(event: Event) -> str:
    """The id under which a browser's event is kept.

    It can't be that of a server's event, so nobody can make tomorrow's purchase a repeat; nor can it be
    that of another visitor's event.
    """
    return f"{APART}{event.anonymous_id}{APART}{event.event_id}"
