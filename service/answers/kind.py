"""One kind of answer as data: the question, who may get it, how urgent it is, and what finds its facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from features.consent import Purpose
from service.answers.asked import Asked
from service.answers.memory import Scalar, Told


class Action(Struct, frozen=True, kw_only=True):
    """What the customer can do at once; `body`: ready to be sent to the shop's own `url`."""

    label: str
    url: str | None = None
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class Answered:
    """An answer that could be given. `key` and `values`: its text `answer.KIND.KEY`.

    `facts`: what was said, as far as a change of it is news; `aside`: what to remember beside. All of it
    stands in the `answer_id`, so keep it short. `urgency` is added to the kind's priority.
    """

    key: str
    facts: dict[str, Scalar]
    aside: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    item_id: str | None = None
    order_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    action: Action | None = None
    urgency: int = 0


Corrected = Callable[[Asked, Answered, Told], Answered | None]


def anew(asked: Asked, answered: Answered, before: Told) -> Answered:
    """Other facts than those told before are said like new ones."""
    return answered


@dataclass(frozen=True)
class Kind:
    """`consent`: what it rests on, None: the contract; `cool_down` (microseconds): for so long the same isn't
    said again. `corrected`: how an answer is worded whose facts differ from what was told, None: not at all.
    `most`: of one kind at a time, the first that are found; None: all.
    """

    name: str
    question: str
    consent: Purpose | None
    priority: int
    cool_down: int
    of: Callable[[Asked], Iterable[Answered]]
    corrected: Corrected = anew
    most: int | None = None
