"""Everything that answers are made from: who asks about what, what is known of them, the shop, the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from features.carts import CartLine, cart_of
from features.catalogue import Item, title_in
from features.consent import Purpose
from features.events import Channel
from features.orders import Order, orders_of
from features.settings import Settings
from service.answers.known import Known
from service.answers.memory import Memory, Told
from service.answers.place import place_of
from service.answers.wanted import Unwanted, unwanted_of
from service.engine.promises import Place, Promise, Promises, where_to
from service.engine.world import World
from service.texts import text

LONGEST_TITLE = 60

Failed = Callable[[str, Exception], None]
Subject = tuple[str, str | None, str | None]  # answer, item, order


class Question(Struct, frozen=True, kw_only=True):
    """What a request says; `answer`: only this kind, told or not."""

    customer_id: str | None = None
    anonymous_id: str | None = None
    answer: str | None = None
    item_id: str | None = None
    order_id: str | None = None
    channel: Channel | None = None
    locale: str = "de"
    country: str | None = None
    postcode: str | None = None
    placement: str | None = None


@dataclass(frozen=True)
class Asked:
    """One request at a moment (`now`, microseconds); what is asked for more than once is computed once.

    `on_page`: ids of the first items of the page that the answers stand on.
    """

    question: Question
    known: Known
    world: World
    promises: Promises
    settings: Settings
    memory: Memory
    now: int
    on_page: tuple[str, ...] = ()
    failed: Failed = field(default=lambda kind, error: None)

    def may(self, purpose: Purpose | None) -> bool:
        """Does the person's consent allow it; what is owed (None) needs none."""
        return purpose is None or purpose in self.known.granted

    @cached_property
    def orders(self) -> list[Order]:
        """The person's orders, oldest first."""
        return orders_of(self.known.facts)

    @cached_property
    def cart(self) -> dict[str, CartLine]:
        """Item → what of it is in the cart, newest first."""
        return cart_of(self.known.facts, self.now, self.settings.cart_kept)

    @cached_property
    def unwanted(self) -> Unwanted:
        """What the person waved away."""
        return unwanted_of(self.known.facts)

    @property
    def channel(self) -> Channel:
        """Where the answers are given; the page where nothing is said."""
        return self.question.channel or "web"

    @cached_property
    def place(self) -> Place:
        """Where to: as the request says, else as it was known last."""
        question = self.question
        return place_of(
            question.country, question.postcode, self.orders, self.known.facts, self.settings.timezone
        )

    def zone_of(self, order: Order) -> str:
        """Whose days count: those of where the order goes."""
        return where_to(order, self.settings.timezone).zone

    @cached_property
    def told(self) -> dict[Subject, Told]:
        """What was told last of each subject."""
        return {(t.content.answer, t.content.item_id, t.content.order_id): t for t in self.known.told}

    def item(self, item_id: str) -> Item | None:
        """What the catalogue says of an item."""
        code = self.world.index.get(item_id)
        return None if code is None else self.world.items[code]

    def title(self, item_id: str) -> str | None:
        """An item's title, shortened; None where the catalogue has none or the item is sensitive."""
        item = self.item(item_id)
        if item is None or item.sensitive:
            return None
        title = title_in(item.title, self.question.locale)
        return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"

    def promise(self, item: Item) -> Promise | None:
        """When an item arrives that is ordered now."""
        return self.promises.of(item, self.place, self.now)

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return text(self.question.locale, key, **values)
