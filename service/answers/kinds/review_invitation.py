"""May I say how it was: after a delivery that went well, once, within the contact budget, by consent."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.interventions.contact import Contact, refused
from features.orders import Order
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.linking import link

RESTED, FADED = 2 * DAY, 30 * DAY  # since the delivery: time to try it, and before it is forgotten
ONCE = 365 * DAY
UNHAPPY = frozenset({"complaint_raised", "contact_started"})


class _Named(Struct, gc=False):
    order_id: str | None = None
    item_id: str | None = None


_decode = msgspec.json.Decoder(_Named).decode


def of(asked: Asked) -> Iterator[Answered]:
    """The newest order that went well, where the contact budget has room for one more wish of ours."""
    if _enough(asked):
        return
    for order in reversed(asked.orders):
        asked_about = asked.question.order_id in (None, order.order_id)
        if asked_about and _went_well(asked, order) and (item_id := _to_review(asked, order)):
            yield Answered(
                "order",
                {},
                values={"title": asked.title(item_id)},
                item_id=item_id,
                order_id=order.order_id,
                action=link(asked, "review", order.order_id),
            )
            return


def _enough(asked: Asked) -> bool:
    """Who asks is awake, so quiet hours hold nothing back here."""
    reached, at = asked.known.reached, Contact(asked.now, asked.channel, "review")
    no = refused(reached.rule, reached.contacts, at, zone=asked.place.zone, consented=True)
    return no is not None and no.why != "quiet_hours"


def _went_well(asked: Asked, order: Order) -> bool:
    """Arrived on time, nothing sent back, nobody complained since it was ordered."""
    arrived = order.delivered_at
    if arrived is None or order.stage != "delivered" or order.returned:
        return False
    in_time = order.promised_latest is None or arrived <= order.promised_latest
    return in_time and RESTED <= asked.now - arrived < FADED and not _trouble(asked, order)


def _trouble(asked: Asked, order: Order) -> bool:
    """A complaint or a call about this order; one that names no order may be about this one."""
    since = (fact for fact in asked.known.facts if fact.occurred_at >= order.ordered_at)
    named = (_decode(fact.body).order_id for fact in since if fact.kind in UNHAPPY)
    return any(order_id in (None, order.order_id) for order_id in named)


def _to_review(asked: Asked, order: Order) -> str | None:
    """The first item that may be named and wasn't rated; None where the order was."""
    rated = [_decode(fact.body) for fact in asked.known.facts if fact.kind == "experience_rated"]
    if any(one.order_id == order.order_id and one.item_id is None for one in rated):
        return None
    done = {one.item_id for one in rated}
    return next((x.item_id for x in order.lines if x.item_id not in done and asked.title(x.item_id)), None)


REVIEW_INVITATION = Kind("review_invitation", "May I say how it was?", "marketing", 10, ONCE, of)
