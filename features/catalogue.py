"""What the shop sells and where it ships from: items and origins, one decoder each."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from features.clock import is_time_zone
from features.errors import Rejected
from features.events import Count, Country, Currency, Id, Moment, Money, Word, rejection

Title = Annotated[str, Meta(min_length=1, max_length=500)]
Category = Annotated[str, Meta(min_length=1, max_length=400)]
Days = Annotated[float, Meta(ge=0, le=1_000)]
Weekdays = Annotated[
    str, Meta(pattern=r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)( (Mon|Tue|Wed|Thu|Fri|Sat|Sun)){0,6}\Z")
]
Address = Annotated[str, Meta(max_length=2_000)]


class ItemOrigin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place that has this item."""

    origin: Word
    stock: Count | None = None


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One product: `category` is a path (`kitchen/tea`), `title` may be a map by locale."""

    item_id: Id
    item_group_id: Id | None = None
    title: Title | dict[Word, Title]
    category: Category | None = None
    brand: Word | None = None
    price: Money | None = None
    currency: Currency | None = None
    available: bool = True
    stock: Count | None = None
    image_url: Address | None = None
    url: Address | None = None
    rating_count: Count | None = None
    rating_mean: Annotated[float, Meta(ge=0, le=5)] | None = None
    origins: list[ItemOrigin] | None = None
    lead_time_days: Days | None = None
    repeat_purchase: bool | None = None
    sensitive: bool = False
    valid_from: Moment | None = None

    @property
    def buyable(self) -> bool:
        """May it be shown: offered, and not known to be out of stock."""
        return self.available and self.stock != 0


class Origin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A warehouse or seller: where, when it hands over, how long it takes to pack (days)."""

    origin: Word
    country: Country
    postcode: Word
    region: Word | None = None
    time_zone: Word | None = None
    cut_off: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")] | None = None
    week_mask: Weekdays | None = None
    handling_days: Days | None = None
    carriers: list[Word] | None = None


_items = msgspec.json.Decoder(Item)
_origins = msgspec.json.Decoder(Origin)


def decode_item(raw: bytes | msgspec.Raw) -> Item:
    """One item from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        return _items.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None


def decode_origin(raw: bytes | msgspec.Raw) -> Origin:
    """One origin from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        origin = _origins.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None
    if origin.time_zone is not None and not is_time_zone(origin.time_zone):
        raise Rejected("/time_zone", f"{origin.time_zone!r} is no time zone; write one, e.g. Europe/Berlin")
    return origin


def title_in(title: str | dict[str, str], locale: str) -> str:
    """The title in a language: the locale's, else its language's, else the first there is."""
    if isinstance(title, str):
        return title
    return title.get(locale) or title.get(locale[:2]) or next(iter(title.values()), "")
