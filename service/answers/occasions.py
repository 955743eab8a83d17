"""A customer who isn't there → what answers would say to them now, by language, for reminders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from service.answers.answer import Answer
from service.answers.asked import Asked, Question
from service.answers.giving import answers_of
from service.answers.kind import Kind
from service.answers.kinds import KINDS
from service.answers.kinds.cart import CART
from service.answers.serve import AnswerService
from service.engine.past import past_of
from service.interventions.reminders import Occasion
from service.store.protocol import Reader
from service.texts import text

ONLY_KEPT = frozenset({"back_in_stock", "price_drop"})  # of what was only looked at nobody is reminded


class Occasions:
    """One worker's. `default`: what holds of consent where nothing was decided."""

    def __init__(self, store: Reader, answers: AnswerService, *, default: bool) -> None:
        self._store = store
        self._answers = answers
        self._default = default

    def of(self, customer_id: str, answers: Collection[str], now: int) -> Mapping[str, Occasion]:
        """Answer → the first of its kind; not what the customer was told lately. Raises StoreDown."""
        past = past_of(self._store, customer_id, None, now, default=self._default)
        known = self._answers.known(past, now)
        if known is None:
            return {}
        asked = [
            self._answers.asked(Question(customer_id=customer_id, locale=language), known, now)
            for language in text.languages
        ]
        found = {kind.name: _occasion(asked, kind) for kind in KINDS if kind.name in answers}
        return {name: occasion for name, occasion in found.items() if occasion is not None}


def _occasion(asked: Sequence[Asked], kind: Kind) -> Occasion | None:
    """The first, in every language; where there is none in one, the others aren't looked for."""
    first, *others = asked
    for subject, answer in _remindable(first, kind).items():
        by = {first.question.locale: answer}
        for other in others:
            if (same := _remindable(other, kind).get(subject)) is None:
                return None
            by[other.question.locale] = same
        return Occasion(subject, {name: one.text for name, one in by.items()}, msgspec.to_builtins(by))
    return None


def _remindable(asked: Asked, kind: Kind) -> dict[str, Answer]:
    """Subject → answer, the most useful first."""
    found = answers_of(asked, (kind,))
    if kind.name in ONLY_KEPT:
        kept = {wanted.item_id for wanted in asked.known.wanted if wanted.kept}
        found = [answer for answer in found if answer.item_id in kept]
    if kind is CART:  # of what can't be bought nobody is reminded
        found = [answer for answer in found if any(item["available"] for item in answer.data["items"])]
    return {answer.order_id or answer.item_id or kind.name: answer for answer in found}
