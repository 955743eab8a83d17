"""What a browser may tell: some kinds of event, about the anonymous id it was given, under ids of its own."""

from __future__ import annotations

from features.errors import Rejected
from features.events import Event

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
# No id of an event has this sign, so a browser can't take an id away that the shop will use.
ID_PREFIX = "\x1f"


def trusted(event: Event) -> Event:
    """The event, if a browser may send it. Raises Rejected."""
    if event.kind not in KINDS:
        raise Rejected("/event", f"`{event.kind}` needs an ingest key; send it from the shop's server")
    if event.customer_id is not None:
        raise Rejected("/customer_id", "needs an ingest key; a browser sends `anonymous_id` only")
    return event
