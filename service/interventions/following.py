"""What was told of decisions → `sent` where a customer saw it; replies to none that is known are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from features.interventions.course import ANSWERS
from service import observe
from service.store.protocol import Transaction
from service.store.records import Told

if TYPE_CHECKING:
    from features.touchpoints.known import Said

SHOWN, SENT = "answer_shown", "intervention_sent"
GESTURE = "gesture"  # the kind of answer


class _Body(Struct, gc=False):
    answer_id: str = ""
    intervention_id: str = ""


class Followed(NamedTuple):
    """Ids of decisions that reached somebody, and by what; ids of those somebody replied to."""

    reached: dict[str, str]
    replied: list[str]


_body = msgspec.json.Decoder(_Body).decode


def followed(told: Iterable[Told], content_of: Callable[[str], Said | None]) -> Followed:
    """`content_of`: answer_id → what was said, None where it isn't ours: nobody can pretend they saw it."""
    found = Followed({}, [])
    for one in told:
        if one.kind == SHOWN:
            said = content_of(_body(one.body).answer_id)
            if said is not None and said.answer == GESTURE:
                found.reached[str(said.facts.get("intervention_id"))] = SHOWN
        elif one.kind == SENT:
            found.reached[_body(one.body).intervention_id] = SENT
        elif one.kind in ANSWERS:
            found.replied.append(_body(one.body).intervention_id)
    return found


def note(found: Followed, now: int, transaction: Transaction) -> None:
    """An outcome without its decision stays an event and changes nothing."""
    for intervention_id, by in found.reached.items():
        transaction.move_intervention(intervention_id, "ready", "sent", now, by)
    unknown = sum(transaction.intervention(one) is None for one in found.replied)
    if unknown:
        observe.OUTCOMES_UNKNOWN.inc(unknown)
