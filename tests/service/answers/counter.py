"""A shop floor where somebody asks: answers of some kinds, from a real store, catalogue and model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from features.catalogue import Item
from features.clock import DAY
from features.orders import Order
from service.answers.answer import Answer
from service.answers.asked import Asked, Question
from service.answers.giving import answers_of
from service.answers.kind import Kind
from service.answers.known import known_of
from service.answers.memory import Memory
from service.engine.past import past_of
from service.engine.promises import Outlook, Place, Promise, Promises
from service.interventions.catalogue import catalogue_of
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import item

MEMORY = Memory(b"a secret")


class Silent:
    """Promises nothing, as where no calendar is known."""

    def of(self, item: Item, place: Place, at: int) -> Promise | None:
        return None

    def of_many(self, items: Sequence[Item], place: Place, at: int) -> list[Promise | None]:
        return [None] * len(items)

    def order(self, order: Order, at: int) -> Outlook:
        return Outlook(None, 0.0)


@dataclass
class Counter:
    """Time passes from one thing that happens to the next; failures are errors."""

    floor: Floor
    promises: Promises = field(default_factory=Silent)

    def pass_days(self, days: float) -> Counter:
        self.floor.now += int(days * DAY)
        return self

    def sell(self, name: str, category: str = "tea", **fields: Any) -> None:
        self.floor.sell([item(name, category, **fields)])

    def happen(self, kind: str, name: str | None = None, who: str = "Ann", **fields: Any) -> None:
        """An event now."""
        about = {} if name is None else {"item_id": name}
        self.floor.happen(kind, 0, who, **about, **fields)

    def order(self, order_id: str, *names: str, pieces: int = 1, who: str = "Ann") -> None:
        lines = [{"item_id": name, "quantity": pieces, "price": 5} for name in names]
        self.happen("purchase", who=who, order_id=order_id, items=lines, currency="EUR")

    def asked(self, who: str | None = "Ann", **question: Any) -> Asked:
        floor, now = self.floor, self.floor.now
        floor.live.apply(floor.live.news())
        default = floor.settings.consent_granted
        past = past_of(floor.store, who, question.get("anonymous_id"), now, default=default)
        laid = catalogue_of(floor.store)
        known = known_of(floor.store, MEMORY, past, now, default=default, catalogue=laid)
        wanted = Question(customer_id=who, **question)
        world = floor.live.now.world
        return Asked(wanted, known, world, self.promises, floor.settings, MEMORY, now, failed=_raised)

    def answers(self, *kinds: Kind, who: str | None = "Ann", **question: Any) -> list[Answer]:
        return answers_of(self.asked(who, **question), kinds)

    def show(self, answer: Answer, who: str = "Ann") -> None:
        self.happen("answer_shown", who=who, answer_id=answer.answer_id)


def _raised(kind: str, error: Exception) -> None:
    raise error
