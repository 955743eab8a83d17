"""The event language: one frozen struct per kind, one union, one decoder. The decoder is the validator."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from features.errors import Rejected

Id = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
EventId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Word = Annotated[str, Meta(min_length=1, max_length=128)]
Text = Annotated[str, Meta(max_length=4_000)]
Query = Annotated[str, Meta(min_length=1, max_length=400)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
Money = Annotated[float, Meta(ge=0, le=1e9)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # what any program can read
Count = Annotated[int, Meta(ge=0, le=2**53)]
Position = Annotated[int, Meta(ge=1, le=100_000)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Moment = Annotated[datetime, Meta(tz=True)]
Channel = Literal["web", "app", "store", "phone", "chat", "email", "social", "review_site"]
Decision = Literal["granted", "denied"]
Placement = Literal["home", "cart", "product", "email", "store"]  # of a page

EARLIEST_YEAR = 1990
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "stars": (1, 5)}


def snake_case(name: str) -> str:
    """`AddToCart` → `add_to_cart`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Event(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag=snake_case, gc=False
):
    """The envelope: one fact about one person at one moment."""

    event_id: EventId
    occurred_at: Moment
    customer_id: Id | None = None
    anonymous_id: Id | None = None
    session_id: Id | None = None
    channel: Channel | None = None
    device: Word | None = None
    recommendation_id: Id | None = None
    locale: Word | None = None
    time_zone: Word | None = None
    country: Country | None = None
    region: Word | None = None
    postcode: Word | None = None

    def __post_init__(self) -> None:
        if self.customer_id is None and self.anonymous_id is None:
            raise ValueError("Object missing required field `customer_id` or `anonymous_id`")
        if not EARLIEST_YEAR <= self.occurred_at.year < 9999:
            raise ValueError(f"`occurred_at` must lie after {EARLIEST_YEAR}")

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)


class ItemEvent(Event, frozen=True, kw_only=True):
    """A fact about one item."""

    item_id: Id


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One item of a cart or order."""

    item_id: Id
    quantity: Quantity = 1
    price: Money | None = None
    origin: Word | None = None


class OrderLine(Line, frozen=True, kw_only=True):
    """One item of a purchase: what was paid counts, also when it was nothing."""

    quantity: Quantity
    price: Money


class Impression(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One item that was really visible."""

    item_id: Id
    shelf: Word | None = None
    position: Position | None = None


Lines = Annotated[list[Line], Meta(min_length=1, max_length=5_000)]
OrderLines = Annotated[list[OrderLine], Meta(min_length=1, max_length=5_000)]
Impressions = Annotated[list[Impression], Meta(min_length=1, max_length=1_000)]


class ViewItem(ItemEvent, frozen=True, kw_only=True): ...


class AddToWishlist(ItemEvent, frozen=True, kw_only=True): ...


class ViewItemList(Event, frozen=True, kw_only=True):
    placement: Word
    items: Impressions


class SelectItem(ItemEvent, frozen=True, kw_only=True):
    shelf: Word | None = None
    position: Position | None = None
    placement: Word | None = None


class Search(Event, frozen=True, kw_only=True):
    query: Query
    category: Word | None = None
    results: Count | None = None


class AddToCart(ItemEvent, frozen=True, kw_only=True):
    quantity: Quantity


class RemoveFromCart(ItemEvent, frozen=True, kw_only=True):
    quantity: Quantity


class ViewCart(Event, frozen=True, kw_only=True):
    items: Annotated[list[Line], Meta(max_length=5_000)]


class BeginCheckout(Event, frozen=True, kw_only=True):
    items: Lines


class Purchase(Event, frozen=True, kw_only=True):
    order_id: Id
    items: OrderLines
    currency: Currency
    value: Money | None = None
    promised_latest: Moment | None = None
    origin: Word | None = None
    carrier: Word | None = None


class Refund(Event, frozen=True, kw_only=True):
    order_id: Id | None = None
    items: Lines | None = None
    value: Money | None = None


class OrderMoved(Event, frozen=True, kw_only=True):
    """Something happened to an order after it was placed."""

    order_id: Id
    carrier: Word | None = None
    origin: Word | None = None


class ShipmentDispatched(OrderMoved, frozen=True, kw_only=True): ...


class ShipmentDelivered(OrderMoved, frozen=True, kw_only=True): ...


class OrderCancelled(OrderMoved, frozen=True, kw_only=True): ...


class ExperienceRated(Event, frozen=True, kw_only=True):
    touchpoint: Word
    metric: Literal["csat", "nps", "ces", "stars"]
    score: float
    order_id: Id | None = None
    item_id: Id | None = None
    comment: Text | None = None

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        low, high = SCALES[self.metric]
        if not low <= self.score <= high:
            raise ValueError(f"`score` must lie between {low} and {high} for {self.metric}")


class Contact(Event, frozen=True, kw_only=True):
    contact_id: Id
    touchpoint: Word
    order_id: Id | None = None


class ContactStarted(Contact, frozen=True, kw_only=True): ...


class ContactAnswered(Contact, frozen=True, kw_only=True): ...


class Complaint(Event, frozen=True, kw_only=True):
    complaint_id: Id
    touchpoint: Word
    order_id: Id | None = None
    comment: Text | None = None
    public: bool | None = None


class ComplaintRaised(Complaint, frozen=True, kw_only=True): ...


class ComplaintAcknowledged(Complaint, frozen=True, kw_only=True): ...


class ComplaintResolved(Complaint, frozen=True, kw_only=True): ...


class Identify(Event, frozen=True, kw_only=True):
    def __post_init__(self) -> None:
        Event.__post_init__(self)
        for name in ("customer_id", "anonymous_id"):
            if getattr(self, name) is None:
                raise ValueError(f"Object missing required field `{name}`")


class SignOut(Event, frozen=True, kw_only=True):
    def __post_init__(self) -> None:
        Event.__post_init__(self)
        if self.anonymous_id is None:
            raise ValueError("Object missing required field `anonymous_id`")


class CustomerUpdated(Event, frozen=True, kw_only=True):
    age_band: Word | None = None
    segment: Word | None = None
    attributes: dict[Word, Word | Whole | float | bool] = {}


class NotInterested(Event, frozen=True, kw_only=True):
    item_id: Id | None = None
    category: Word | None = None

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        if self.item_id is None and self.category is None:
            raise ValueError("Object missing required field `item_id` or `category`")


class Purposes(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """What a person decided; purposes not named stay as they are."""

    personalisation: Decision | None = None
    analytics: Decision | None = None
    marketing: Decision | None = None


class ConsentUpdated(Event, frozen=True, kw_only=True):
    purposes: Purposes


class AnswerEvent(Event, frozen=True, kw_only=True):
    answer_id: Annotated[str, Meta(min_length=1, max_length=4_000)]


class AnswerShown(AnswerEvent, frozen=True, kw_only=True): ...


class AnswerSelected(AnswerEvent, frozen=True, kw_only=True): ...


class InterventionEvent(Event, frozen=True, kw_only=True):
    intervention_id: Id


class InterventionSent(InterventionEvent, frozen=True, kw_only=True): ...


class InterventionAccepted(InterventionEvent, frozen=True, kw_only=True): ...


class InterventionDeclined(InterventionEvent, frozen=True, kw_only=True): ...


class SurveySent(Event, frozen=True, kw_only=True):
    touchpoint: Word


AnyEvent = (
    ViewItem
    | AddToWishlist
    | ViewItemList
    | SelectItem
    | Search
    | AddToCart
    | RemoveFromCart
    | ViewCart
    | BeginCheckout
    | Purchase
    | Refund
    | ShipmentDispatched
    | ShipmentDelivered
    | OrderCancelled
    | ExperienceRated
    | ContactStarted
    | ContactAnswered
    | ComplaintRaised
    | ComplaintAcknowledged
    | ComplaintResolved
    | Identify
    | SignOut
    | CustomerUpdated
    | NotInterested
    | ConsentUpdated
    | AnswerShown
    | AnswerSelected
    | InterventionSent
    | InterventionAccepted
    | InterventionDeclined
    | SurveySent
)

KINDS: dict[str, type[Event]] = {str(k.__struct_config__.tag): k for k in get_args(AnyEvent)}

_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_encoder = msgspec.json.Encoder()
_PATH = " - at `$"
_TIME = "write RFC 3339 with an offset, e.g. 2026-11-22T08:30:00Z"
_MENDS = {
    "Invalid RFC3339": _TIME,
    "with a timezone component": _TIME,
    "'^[A-Z]{3}": "write ISO 4217, e.g. EUR",
    "'^[A-Z]{2}": "write ISO 3166, e.g. DE",
    "'^([01]": "write a time of day, e.g. 14:00",
    "'^[a-z0-9]": "write lower-case letters, digits, - and _, at most 64, e.g. homepage-2026",
    "'^[A-Za-z0-9]": "write letters, digits, - and _, at most 64, e.g. quick",
    "'^(Mon|": "write days of the week, e.g. Mon Tue Wed Thu Fri",
    "Invalid value": "/schema lists what there is",
    "Invalid enum value": "/schema lists what there is",
}
_FIELD = re.compile(r"[Ff]ield `(\w+)`|^`(\w+)` must")


def decode(raw: bytes | memoryview | msgspec.Raw) -> AnyEvent:
    """One event from JSON. Raises Rejected with the pointer of the field at fault."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise rejection(error) from None


def encode(event: Event) -> bytes:
    """The JSON in which an event is kept: defaults left out."""
    return _encoder.encode(event)


def rejection(error: Exception) -> Rejected:
    """msgspec's message as pointer and detail: a missing field is named where it should have stood."""
    detail, at, path = str(error).rpartition(_PATH)  # no regular expression: what was sent may stand in here
    pointer = re.sub(r"\[(\d+|\.\.\.)\]", r"/\1", path.removesuffix("`").replace(".", "/")) if at else ""
    pointer = pointer.replace("[///]", "/…")
    if not at:
        detail = path
    if named := _FIELD.search(detail):
        pointer += f"/{named[1] or named[2]}"
    mend = next((mend for said, mend in _MENDS.items() if said in detail), None)
    return Rejected(pointer, f"{detail}; {mend}" if mend else detail)
