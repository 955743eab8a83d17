"""Messages that were claimed → those that may still go out; the others are cancelled, and it is said why."""

from __future__ import annotations

from collections.abc import Sequence

from features.clock import DAY
from features.consent import Purpose, granted
from features.interventions.reminder import PERSONAL, REMINDER
from service import observe
from service.store.protocol import Reader, Transaction
from service.store.records import Intervention, Message, Person

STALE = 7 * DAY  # after so long nobody wants to hear of it any more
REMINDED = DAY  # and so long a reminder says what is true
STILL = frozenset({"return_window"})  # what a later order doesn't answer
BOUGHT = frozenset({"purchase"})


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
    if line.purpose == "owed":
        return None
    person = reader.person(line.customer_id, None, now)
    decisions = reader.decisions(person, now)
    if not all(granted(decisions, purpose, default=default) for purpose in _needed(line)):
        return "no_consent"
    return _overtaken(reader, line, person, now) if line.purpose == REMINDER else None


def _needed(line: Intervention) -> tuple[Purpose, ...]:
    personal = line.purpose == REMINDER and line.trigger in PERSONAL
    return ("marketing", "personalisation") if personal else ("marketing",)


def _overtaken(reader: Reader, line: Intervention, person: Person, now: int) -> str | None:
    """What a reminder says may not hold any more when a receiver takes it late."""
    if now - line.decided_at > REMINDED:
        return "too_old"
    orders = [] if line.trigger in STILL else reader.facts(person, now, 1, BOUGHT)
    return "bought_since" if any(one.occurred_at >= line.decided_at for one in orders) else None
