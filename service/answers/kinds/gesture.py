"""How do you make that good: what was decided for the customer, until they accept or decline.

What is owed rests on the contract, what is goodwill on consent to marketing.
"""

from __future__ import annotations

from collections.abc import Iterator

from features.clock import DAY
from service.answers.asked import Asked
from service.answers.gestures import Offer
from service.answers.kind import Answered, Kind
from service.texts import text

RESTED = DAY
OWED_FIRST = 20  # more urgent than goodwill
ABOUT_ORDERS = frozenset({"delivery", "late_foreseen"})  # triggers whose subject is an order


def of(asked: Asked) -> Iterator[Answered]:
    """What is owed first, then the newest; of several about one thing those come first that weren't told."""
    offers = [offer for offer in asked.known.reached.offers if _allowed(asked, offer) and _due(asked, offer)]
    offers.sort(key=lambda offer: offer.line.purpose != "owed")
    yield from (_answered(asked, offer) for offer in offers)


def _allowed(asked: Asked, offer: Offer) -> bool:
    order_id, named = _order(offer), asked.question.order_id
    return (offer.line.purpose == "owed" or asked.may("marketing")) and named in (None, order_id)


def _due(asked: Asked, offer: Offer) -> bool:
    """Not told lately: each by its own name, as there may be several about one thing."""
    if asked.question.answer == GESTURE.name:
        return True
    name = offer.line.intervention_id
    told = (one for one in asked.known.told if one.content.answer == GESTURE.name)
    return all(
        asked.now - one.shown_at >= RESTED or one.content.facts.get("intervention_id") != name for one in told
    )


def _answered(asked: Asked, offer: Offer) -> Answered:
    line = offer.line
    said = offer.said[text.language(asked.question.locale)]
    return Answered(
        "owed" if line.purpose == "owed" else "goodwill",
        {"intervention_id": line.intervention_id},
        values={"said": said},
        order_id=_order(offer),
        data={
            "intervention_id": line.intervention_id,
            "gesture": line.gesture,
            "touchpoint": line.touchpoint,
            "owed": line.purpose == "owed",
        },
        urgency=OWED_FIRST if line.purpose == "owed" else 0,
    )


def _order(offer: Offer) -> str | None:
    return offer.line.subject if offer.line.trigger in ABOUT_ORDERS else None


GESTURE = Kind("gesture", "How do you make that good?", None, 55, RESTED, of)
