"""An answer as it goes over the wire, and what was told before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct


class Answer(Struct, frozen=True, kw_only=True):
    """A question answered before it is asked; `data` has its facts, `priority`, perhaps an `action`.

    `correction`, in `data` too: it takes back what was told before.
    """

    answer_id: str
    answer: str
    text: str
    item_id: str | None = None
    order_id: str | None = None
    data: dict[str, Any] = {}


class ToldAnswer(Struct, frozen=True, kw_only=True):
    """What a customer was shown, read again from its `answer_id`."""

    answer_id: str
    answer: str
    text: str
    item_id: str | None
    order_id: str | None
    shown_at: datetime
    channel: str | None


class Answers(Struct, frozen=True, kw_only=True):
    """Most useful first; `told`: what the customer was shown lately, newest first."""

    customer_id: str | None
    generated_at: datetime
    answers: list[Answer]
    told: list[ToldAnswer]
