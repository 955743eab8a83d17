"""The page as it goes over the wire, and what one may ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from features.events import Placement
from service.answers.answer import Answer
from service.answers.delivery import Delivery
from service.experiments.part import Exposure

Fallback = Literal["no_history", "no_consent", "control", "no_model", "deadline", "overloaded", "store_down"]


class PageRequest(Struct, frozen=True, kw_only=True):
    """What a homepage is asked for; `size` counts the whole page, `exclude` is what was already shown."""

    customer_id: str | None = None
    anonymous_id: str | None = None
    placement: Placement = "home"
    locale: str = "de"
    country: str | None = None
    postcode: str | None = None
    size: int = 20
    exclude: frozenset[str] = frozenset()


class Reason(Struct, frozen=True, kw_only=True):
    """Why a product is there: a kind, the customer's own items behind it, and a sentence."""

    kind: str
    item_ids: list[str]
    text: str


class PageItem(Struct, frozen=True, kw_only=True):
    """A product on a page; `position` runs 1 … size over the whole page.

    `score`, 0 to 1: how much this visitor is expected to want it next; comparable within one page only.
    """

    item_id: str
    position: int
    score: float
    title: str
    price: float | None
    currency: str
    category: str | None
    image_url: str | None
    url: str | None
    reason: Reason
    delivery: Delivery | None = None


class Shelf(Struct, frozen=True, kw_only=True):
    """One titled row of products."""

    shelf: str
    title: str
    items: list[PageItem]


class Page(Struct, frozen=True, kw_only=True):
    """The homepage answer; `fallback` says why it is not personal."""

    recommendation_id: str
    customer_id: str | None
    generated_at: datetime
    model_version: str | None
    experiments: list[Exposure]
    personalised: bool
    fallback: Fallback | None
    shelves: list[Shelf]
    answers: list[Answer]


class Related(Struct, frozen=True, kw_only=True):
    """What goes with one item: alike (`similar`) or bought together (`together`)."""

    item_id: str
    kind: Literal["similar", "together"]
    items: list[PageItem]
