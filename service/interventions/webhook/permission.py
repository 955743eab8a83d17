"""Messages that were claimed → those that may still go out; the others are cancelled, and it is said why."""

from __future__ import annotations

from collections.abc import Sequence

from features.clock import DAY
from features.consent import granted
from service import observe
from service.store.protocol import Reader, Transaction
from service.store.records import Message

STALE = 7 * DAY  # after so long nobody wants to hear of it any more


def cancel_forbidden(
    transaction: Transaction, messages: Sequence[Message], now: int, *, default: bool
) -> list[Message]:
    """`default`: what holds of consent where nothing was decided."""
    allowed = []
    for message in messages:
        why = why_not(transaction, message, now, default=default)
        if why is None:
            allowed.append(message)
            continue
        transaction.end_message(message.message_id, now, "cancelled")
        transaction.move_intervention(message.message_id, "ready", "cancelled", now, why)
        observe.MESSAGES.labels(why).inc()
    return allowed


def why_not(reader: Reader, message: Message, now: int, *, default: bool) -> str | None:
    """What is owed needs no consent to marketing; without its decision nobody knows what a message is for."""
    line = reader.intervention(message.message_id)
    if line is None or line.state != "ready":
        return "no_decision"
    if now - line.decided_at > STALE:
        return "too_old"
    decisions = reader.decisions(reader.person(line.customer_id, None, now), now)
    if line.purpose == "owed" or granted(decisions, "marketing", default=default):
        return None
    return "no_consent"
