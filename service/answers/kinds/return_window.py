"""How long can I still send it back: said while the last days run, by the shop's setting."""

from __future__ import annotations

from collections.abc import Iterator

from features.clock import DAY, to_text
from features.localdays import end_of_day, local_date
from features.orders import Order
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.linking import link
from service.answers.times import day_in_words

CLOSING = 3 * DAY


def of(asked: Asked) -> Iterator[Answered]:
    """Orders of which something is still at the customer's; the one whose time ends first, first."""
    closing = [(ends, order) for order in asked.orders if (ends := _ends(asked, order)) is not None]
    for ends, order in sorted(closing, key=lambda one: one[0]):
        zone, locale = asked.zone_of(order), asked.question.locale
        yield Answered(
            "closing",
            {"ends": ends},
            values={"order": order.order_id, "day": day_in_words(ends, zone, asked.now, locale)},
            order_id=order.order_id,
            data={"ends": to_text(ends), "item_ids": [line.item_id for line in order.kept]},
            action=link(asked, "return", order.order_id),
        )


def _ends(asked: Asked, order: Order) -> int | None:
    """The end of the last day; None where it isn't near, has passed, or there is nothing to send back."""
    arrived, named = order.delivered_at, asked.question.order_id
    if arrived is None or order.stage != "delivered" or not order.kept:
        return None
    if named not in (None, order.order_id):
        return None
    zone = asked.zone_of(order)
    ends = end_of_day(local_date(arrived + asked.settings.return_days, zone), zone)
    near = named is not None or ends - asked.now <= CLOSING
    return ends if near and asked.now <= ends else None


RETURN_WINDOW = Kind("return_window", "How long can I still send it back?", None, 40, 30 * DAY, of)
