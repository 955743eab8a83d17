"""What goes into a store and comes out of it, whatever the engine. Moments are microseconds."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """An event as it is kept: `body` is its JSON, moments are microseconds.

    `occurred_at` is never later than `received_at`: a browser's clock may be ahead.
    """

    event_id: str
    kind: str
    occurred_at: int
    received_at: int
    customer_id: str | None
    anonymous_id: str | None
    body: bytes


class Fact(NamedTuple):
    """An event as ranking reads it back."""

    kind: str
    occurred_at: int
    body: bytes


class HistoryRow(NamedTuple):
    """A fact and the person it belongs to: a customer (also through `identify`) or a stranger's device."""

    customer_id: str | None
    anonymous_id: str | None
    kind: str
    occurred_at: int
    body: bytes


class Window(NamedTuple):
    """A stretch of a device's time, [since, until), that belongs to a person."""

    anonymous_id: str
    since: int
    until: int


class Person(NamedTuple):
    """Who a request or event is about: a customer and/or stretches of devices' time."""

    customer_id: str | None
    windows: tuple[Window, ...]


class Stretch(NamedTuple):
    """A stretch of time, [since, until)."""

    since: int
    until: int


class Place(NamedTuple):
    """A place in all events, oldest first."""

    occurred_at: int
    sequence: int


class CatalogueRow(NamedTuple):
    """One version of an item at a revision of the catalogue; `body` None: deleted."""

    item_id: str
    valid_from: int
    revision: int
    body: bytes | None


class Offer(NamedTuple):
    """What an item costs and whether it can be bought, from a moment on; a deleted one can't."""

    item_id: str
    at: int
    price: float | None
    currency: str | None
    buyable: bool


class Told(NamedTuple):
    """An event by the number under which it was kept."""

    sequence: int
    kind: str
    occurred_at: int
    customer_id: str | None
    body: bytes


class Definition(NamedTuple):
    """One version of what a shop defined: `body` is its JSON; who changed it to this, and when."""

    kind: str
    name: str
    version: int
    body: bytes
    changed_at: int
    changed_by: str


class Served(NamedTuple):
    """A page that somebody in an experiment was served: as what unit, in which arms.

    `arms` is JSON: `{"experiment": [phase, "variant"]}`.
    """

    recommendation_id: str
    served_at: int
    customer_id: str | None
    anonymous_id: str | None
    placement: str
    unit: str
    arms: bytes


class Analysis(NamedTuple):
    """What came of an experiment, as JSON, by what was known when it was computed."""

    name: str
    computed_at: int
    body: bytes


# States of a decision that holds: it costs, and counts against caps; of all others nothing came.
STANDS = ("waiting", "ready", "sent")


class Intervention(NamedTuple):
    """What was decided for a customer upon a trigger, and what became of it.

    `facts` is JSON: what the decision rested on. `purpose`: owed, goodwill, survey, reminder or review.
    `state`: waiting (for somebody's approval), ready, sent, declined (by whoever approves), refused (why
    stands in the facts), failed (nobody took the message), cancelled (before it was sent), lapsed (nobody
    approved in time), nothing (was done on purpose). `cost` in `currency`, "" the shop's; `text` is JSON, a
    sentence by language: both as they were when it was decided, whatever is defined since; None: not kept.
    """

    intervention_id: str
    customer_id: str
    touchpoint: str
    trigger: str
    subject: str
    triggered_at: int
    decided_at: int
    gesture: str
    channel: str
    purpose: str
    cost: float
    propensity: float
    holdout: bool
    state: str
    changed_at: int
    changed_by: str
    facts: bytes
    currency: str = ""
    text: bytes | None = None


class Message(NamedTuple):
    """Something to be sent, and how often it was tried in vain; what is `owed` has a lane of its own."""

    message_id: str
    customer_id: str
    body: bytes
    attempts: int
    due_at: int
    owed: bool = False
