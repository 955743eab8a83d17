"""Where is my order: its stage and day; a delay is said before the day passes, a new day as a change."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from features.clock import DAY
from features.localdays import end_of_day, local_date
from features.orders import Order
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.linking import link
from service.answers.memory import Scalar, Told
from service.answers.order_data import order_data
from service.answers.times import day_in_words, in_words, instead
from service.engine.promises import Outlook, Promise
from service.engine.warning import warns

LATE_FIRST, DONE_LAST = 40, -25  # urgency
MOST = 2  # at a time; there is more to say than where five orders are
LOOKED_AT = 30  # the newest: whoever has hundreds open at once asks by `order_id`
ARRIVED_NEWS, ENDED_NEWS = 3 * DAY, 7 * DAY
SILENT_AFTER = 60 * DAY  # nothing is known of an order that long open and unpromised


def of(asked: Asked) -> list[Answered]:
    """Every order that is sent of which there is something to say; what is urgent, then the newest first."""
    named = asked.question.order_id
    sent = [order for order in reversed(asked.orders) if order.parcels and named in (None, order.order_id)]
    told = islice((order for order in sent if _news(asked, order)), LOOKED_AT)
    found = [_open(asked, order) if order.open else _ended(asked, order) for order in told]
    return sorted(found, key=lambda answered: -answered.urgency)


def _news(asked: Asked, order: Order) -> bool:
    if asked.question.order_id is not None:
        return True
    if order.open:
        known = max(order.ordered_at, order.promised_latest or 0)
        return asked.now - known < SILENT_AFTER
    ended, news = order.delivered_at, ARRIVED_NEWS
    if order.cancelled_at is not None:
        ended, news = order.cancelled_at, ENDED_NEWS
    return ended is not None and asked.now - ended < news


def _ended(asked: Asked, order: Order) -> Answered:
    at = order.cancelled_at if order.stage == "cancelled" else order.delivered_at
    day = day_in_words(at or order.ordered_at, asked.zone_of(order), asked.now, asked.question.locale)
    return _answered(asked, order, order.stage, {"stage": order.stage}, {"day": day}, DONE_LAST)


def _open(asked: Asked, order: Order) -> Answered:
    outlook = asked.promises.order(order, asked.now)
    promised = _promised(asked, order)
    if promised is not None and (asked.now > promised or warns(outlook.late, promised - asked.now)):
        return _late(asked, order, promised, outlook)
    promise = outlook.promise if promised is None else _kept(asked, order, promised)
    when = None if promise is None else in_words(promise, asked.now, asked.question.locale)
    key = order.stage if when is None else f"{order.stage}.day"
    facts: dict[str, Scalar] = {"stage": order.stage, "latest": promise.latest if promise and when else None}
    return _answered(asked, order, key, facts, {"when": when}, 0, outlook)


def _late(asked: Asked, order: Order, promised: int, outlook: Outlook) -> Answered:
    zone, locale, new = asked.zone_of(order), asked.question.locale, outlook.promise
    moved = None if new is None else instead(promised, new.latest, zone, asked.now, locale)
    values: dict[str, object] = {"day": day_in_words(promised, zone, asked.now, locale), "instead": moved}
    passed = "late.passed" if asked.now > promised else "late"
    facts: dict[str, Scalar] = {"stage": passed, "latest": new.latest if new and moved else None}
    return _answered(asked, order, f"{passed}.day" if moved else passed, facts, values, LATE_FIRST, outlook)


def _promised(asked: Asked, order: Order) -> int | None:
    """The end of the promised day."""
    if order.promised_latest is None:
        return None
    zone = asked.zone_of(order)
    return end_of_day(local_date(order.promised_latest, zone), zone)


def _kept(asked: Asked, order: Order, promised: int) -> Promise:
    """What was promised stays with the order, as long as it can hold."""
    return Promise(promised, promised, promised, 1.0, None, True, asked.zone_of(order))


def _answered(
    asked: Asked,
    order: Order,
    key: str,
    facts: dict[str, Scalar],
    values: dict[str, object],
    urgency: int,
    outlook: Outlook | None = None,
) -> Answered:
    return Answered(
        key,
        facts,
        {"zone": asked.zone_of(order)},
        {"order": order.order_id, **values},
        order_id=order.order_id,
        data=order_data(order, outlook, asked.now, asked.question.locale),
        action=link(asked, "order", order.order_id),
        urgency=urgency,
    )


def corrected(asked: Asked, answered: Answered, before: Told) -> Answered | None:
    """Another day than the one told is a change; another stage is news like any other."""
    old, new = before.content.facts.get("latest"), answered.facts.get("latest")
    stage, stage_before = str(answered.facts["stage"]), str(before.content.facts.get("stage"))
    first_delay = stage.startswith("late") and not stage_before.startswith("late")
    if not isinstance(old, int) or not isinstance(new, int) or first_delay:
        return answered
    zone = str(answered.aside["zone"])
    said = instead(old, new, zone, asked.now, asked.question.locale)
    if said is None:
        return answered if stage != stage_before else None
    return replace(answered, key="changed", values=answered.values | {"instead": said}, urgency=LATE_FIRST)


ORDER_STATUS = Kind("order_status", "Where is my order?", None, 60, DAY, of, corrected, MOST)
