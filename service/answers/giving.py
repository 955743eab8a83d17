"""All kinds of answers → the few that are given now: allowed, not told already, most useful first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from features.clock import to_datetime
from service.answers.answer import Answer, Answers, ToldAnswer
from service.answers.asked import Asked
from service.answers.kind import Answered, Kind
from service.answers.kinds import KINDS
from service.answers.memory import Content, Told


def answers_of(asked: Asked, kinds: Sequence[Kind] = KINDS) -> list[Answer]:
    """At most the setting's number; a kind that fails is left out and told to `asked.failed`."""
    only = asked.question.answer
    allowed = [kind for kind in kinds if only in (None, kind.name) and asked.may(kind.consent)]
    found = [answer for kind in allowed for answer in _guarded(asked, kind)]
    found.sort(key=lambda answer: -answer.data["priority"])
    return found[: asked.settings.answers_per_page]


def answers_and_told(asked: Asked, kinds: Sequence[Kind] = KINDS) -> Answers:
    """What is given now, and what was told lately."""
    told = [_told(one) for one in reversed(asked.known.told)]
    at = to_datetime(asked.now)
    return Answers(
        customer_id=asked.known.customer_id, generated_at=at, answers=answers_of(asked, kinds), told=told
    )


def _guarded(asked: Asked, kind: Kind) -> list[Answer]:
    try:
        return list(islice(_given(asked, kind), kind.most))
    except Exception as error:
        asked.failed(kind.name, error)
        return []


def _given(asked: Asked, kind: Kind) -> Iterator[Answer]:
    """Each subject once."""
    subjects = set()
    for answered in kind.of(asked):
        subject = (kind.name, answered.item_id, answered.order_id)
        fresh = _fresh(asked, kind, answered, asked.told.get(subject))
        if fresh is not None and subject not in subjects:
            subjects.add(subject)
            yield _answer(asked, kind, fresh, correction=fresh.key != answered.key)


def _fresh(asked: Asked, kind: Kind, answered: Answered, before: Told | None) -> Answered | None:
    """Not what was told just now, unless it is asked for by name; what differs from it as a correction."""
    if before is None:
        return answered
    rested = asked.now - before.shown_at >= kind.cool_down
    fresh = answered if rested else None
    if before.content.facts != answered.facts:
        fresh = kind.corrected(asked, answered, before)
    return answered if fresh is None and asked.question.answer == kind.name else fresh


def _answer(asked: Asked, kind: Kind, answered: Answered, *, correction: bool) -> Answer:
    said = asked.say(f"answer.{kind.name}.{answered.key}", **answered.values)
    content = Content(
        answer=kind.name,
        key=answered.key,
        item_id=answered.item_id,
        order_id=answered.order_id,
        at=asked.now,
        facts=answered.facts,
        aside=answered.aside,
        text=said,
    )
    more: dict[str, Any] = {"priority": kind.priority + answered.urgency, "correction": correction}
    if answered.action is not None:
        more["action"] = msgspec.to_builtins(answered.action)
    return Answer(
        answer_id=asked.memory.answer_id(content),
        answer=kind.name,
        text=said,
        item_id=answered.item_id,
        order_id=answered.order_id,
        data={**answered.data, **more},
    )


def _told(told: Told) -> ToldAnswer:
    content = told.content
    return ToldAnswer(
        answer_id=told.answer_id,
        answer=content.answer,
        text=content.text,
        item_id=content.item_id,
        order_id=content.order_id,
        shown_at=to_datetime(told.shown_at),
        channel=told.channel,
    )
