"""A customer who isn't there → what answers would say to them now, by language, for reminders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from service.answers.answer import Answer
from service.answers.asked import Question
from service.answers.giving import answers_of
from service.answers.kind import Kind
from service.answers.kinds import KINDS
from service.answers.known import Known
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
        service = self._answers.at(now)
        past = past_of(self._store, customer_id, None, now, default=self._default)
        known = service.known(past, now)
        if known is None:
            return {}
        kinds = [kind for kind in KINDS if kind.name in answers]
        found = {kind.name: _occasion(service, known, customer_id, kind, now) for kind in kinds}
        return {name: occasion for name, occasion in found.items() if occasion is not None}


def _occasion(
    service: AnswerService, known: Known, customer_id: str, kind: Kind, now: int
) -> Occasion | None:
    """The first that can be said in every language."""
    said: dict[str, dict[str, Answer]] = {}
    for language in text.languages:
        asked = service.asked(Question(customer_id=customer_id, locale=language), known, now)
        for answer in _remindable(answers_of(asked, (kind,)), known):
            said.setdefault(answer.order_id or answer.item_id or kind.name, {})[language] = answer
    for subject, by in said.items():
        if len(by) == len(text.languages):
            texts = {language: answer.text for language, answer in by.items()}
            return Occasion(subject, texts, msgspec.to_builtins(by))
    return None


def _remindable(answers: list[Answer], known: Known) -> Iterator[Answer]:
    kept = {wanted.item_id for wanted in known.wanted if wanted.kept}
    for answer in answers:
        if answer.answer not in ONLY_KEPT or answer.item_id in kept:
            yield answer
