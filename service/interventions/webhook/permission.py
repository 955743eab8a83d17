"""Messages that were claimed → those that may go out now; others wait for the morning, or are cancelled."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from features.clock import DAY
from features.consent import Purpose, granted
from features.interventions.contact import WAKES_NOBODY, ContactRule, quiet_until
from features.interventions.reminder import PERSONAL, REMINDER
from service import observe
from service.interventions.catalogue import catalogue_of
from service.store.protocol import Reader, Transaction
from service.store.records import Intervention, Message, Person

STALE = 7 * DAY  # after so long nobody wants to hear of it any more
REMINDED = DAY  # and so long a reminder says what is true
STILL = frozenset({"return_window"})  # what a later order doesn't answer
BOUGHT = frozenset({"purchase"})


class _Data(Struct, frozen=True, gc=False):
    time_zone: str = "UTC"


class _Body(Struct, gc=False):
    data: _Data = _Data()


_decode = msgspec.json.Decoder(_Body).decode


def may_go(
    transaction: Transaction, messages: Sequence[Message], now: int, *, default: bool
) -> list[Message]:
    """Puts off and cancels the others, and keeps why. `default`: of consent where nothing was decided."""
    allowed = []
    rule = catalogue_of(transaction).contact if messages else ContactRule()
    for message in messages:
        line = transaction.intervention(message.message_id)
        if why := why_not(transaction, line, now, default=default):
            transaction.end_message(message.message_id, now, "cancelled")
            transaction.move_intervention(message.message_id, "ready", "cancelled", now, why)
            observe.MESSAGES.labels(why).inc()
        elif line and (morning := _morning(line, message, rule, now)):
            transaction.delay_message(message.message_id, morning, tries=0)
        else:
            allowed.append(message)
    return allowed


def why_not(reader: Reader, line: Intervention | None, now: int, *, default: bool) -> str | None:
    """What is owed needs no consent to marketing; without its decision nobody knows what a message is for."""
    if line is None or line.state != "ready":
        return "no_decision"
    approved = line.changed_at if line.purpose == "owed" else 0  # what is owed may wait for it, however long
    if now - max(line.decided_at, approved) > STALE:
        return "too_old"
    if line.purpose == "owed":
        return None
    person = reader.person(line.customer_id, None, now)
    decisions = reader.decisions(person, now)
    if not all(granted(decisions, purpose, default=default) for purpose in _needed(line)):
        return "no_consent"
    return _overtaken(reader, line, person, now) if line.purpose == REMINDER else None


def _morning(line: Intervention, message: Message, rule: ContactRule, now: int) -> int | None:
    """The end of the customer's quiet hours, where a receiver that was down all day takes it in the night."""
    if line.purpose == "owed" or line.channel in WAKES_NOBODY:
        return None
    return quiet_until(rule, now, _decode(message.body).data.time_zone)


def _needed(line: Intervention) -> tuple[Purpose, ...]:
    personal = line.purpose == REMINDER and line.trigger in PERSONAL
    return ("marketing", "personalisation") if personal else ("marketing",)


def _overtaken(reader: Reader, line: Intervention, person: Person, now: int) -> str | None:
    """What a reminder says may not hold any more when a receiver takes it late."""
    if now - line.decided_at > REMINDED:
        return "too_old"
    orders = [] if line.trigger in STILL else reader.facts(person, now, 1, BOUGHT)
    return "bought_since" if any(one.occurred_at >= line.decided_at for one in orders) else None
