"""A person's events → their orders: what was bought, what was promised, where each parcel is.

Told twice, too early or out of turn, a parcel's news count once: the first dispatch and the first delivery
since the order was placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from features.parcels import KINDS as PARCELS
from features.parcels import promised_by

Stage = Literal["ordered", "dispatched", "partly", "delivered", "cancelled"]
Fact = tuple[str, int, bytes]  # kind, when (microseconds), JSON

KINDS = PARCELS | {"refund"}


class OrderedLine(Struct, frozen=True, gc=False):
    """So many pieces of an item; `origin`: from where, where that was said."""

    item_id: str
    quantity: int = 1
    price: float = 0.0
    origin: str | None = None


class Parcel(NamedTuple):
    """What leaves one origin for one order; moments in microseconds, None: not yet."""

    origin: str | None
    carrier: str | None
    dispatched_at: int | None
    delivered_at: int | None


@dataclass(frozen=True)
class Order:
    """One order; moments in microseconds. `parcels`: none of what was taken over the counter.

    `returned`: item → pieces refunded.
    """

    order_id: str
    ordered_at: int
    lines: tuple[OrderedLine, ...]
    parcels: tuple[Parcel, ...]
    promised_latest: int | None
    cancelled_at: int | None
    returned: Counter[str]
    country: str | None = None
    region: str | None = None
    postcode: str | None = None
    time_zone: str | None = None

    @cached_property
    def stage(self) -> Stage:
        """Where it is: `partly`, as soon as one of several parcels has arrived."""
        if self.cancelled_at is not None:
            return "cancelled"
        if not self.missing:
            return "delivered"
        if len(self.missing) < len(self.parcels):
            return "partly"
        return "dispatched" if any(p.dispatched_at is not None for p in self.parcels) else "ordered"

    @cached_property
    def missing(self) -> tuple[Parcel, ...]:
        """The parcels that haven't arrived."""
        return tuple(parcel for parcel in self.parcels if parcel.delivered_at is None)

    @property
    def open(self) -> bool:
        """Is anything of it still to arrive."""
        return self.cancelled_at is None and bool(self.missing)

    @property
    def delivered_at(self) -> int | None:
        """When its last parcel arrived, None while one is missing; over the counter at once."""
        if self.missing:
            return None
        arrived = (parcel.delivered_at for parcel in self.parcels if parcel.delivered_at is not None)
        return max(arrived, default=self.ordered_at)

    @property
    def kept(self) -> tuple[OrderedLine, ...]:
        """The lines of which anything is left at the customer's."""
        if not self.returned:
            return self.lines
        return tuple(line for line in self.lines if line.quantity > self.returned[line.item_id])


class _Body(Struct, gc=False):
    order_id: str | None = None
    items: list[OrderedLine] | None = None
    channel: str | None = None
    value: float | None = None
    promised_latest: datetime | None = None
    origin: str | None = None
    carrier: str | None = None
    country: str | None = None
    region: str | None = None
    postcode: str | None = None
    time_zone: str | None = None


_decode = msgspec.json.Decoder(_Body).decode
_Told = tuple[str, int, _Body]


def orders_of(facts: Iterable[Fact]) -> list[Order]:
    """Oldest first. `facts`: one person's events, in order of time; other kinds are passed over."""
    placed: dict[str, list[_Told]] = {}
    moved: dict[str, list[_Told]] = {}
    for kind, at, body in facts:
        if kind in KINDS and (told := _decode(body)).order_id is not None:
            (placed if kind == "purchase" else moved).setdefault(told.order_id, []).append((kind, at, told))
    return [_order(order_id, told, moved.get(order_id, [])) for order_id, told in placed.items()]


def _order(order_id: str, placed: list[_Told], moved: list[_Told]) -> Order:
    (_, at, first), lines = placed[0], _lines(placed)
    since = [told for told in moved if told[1] >= at]
    returned, all_of_it = _returned(lines, since)
    parcels = _awaited(_parcels(first, lines, since), lines, returned)
    ended = [at for kind, at, _ in since if kind == "order_cancelled"]
    waits = bool(parcels) and all(parcel.delivered_at is None for parcel in parcels)
    if all_of_it is not None and waits:
        ended.append(all_of_it)
    return Order(
        order_id,
        at,
        lines,
        parcels,
        promised_by(next((told.promised_latest for _, _, told in placed if told.promised_latest), None), at),
        min(ended, default=None),
        returned,
        first.country,
        first.region,
        first.postcode,
        first.time_zone,
    )


def _lines(placed: list[_Told]) -> tuple[OrderedLine, ...]:
    """Each line with the origin it is sent from."""
    return tuple(
        [
            line
            if line.origin or line.origin == told.origin
            else msgspec.structs.replace(line, origin=told.origin)
            for _, _, told in placed
            for line in told.items or ()
        ]
    )


def _parcels(first: _Body, lines: tuple[OrderedLine, ...], moved: list[_Told]) -> tuple[Parcel, ...]:
    if first.channel == "store":
        return ()
    origins = list({line.origin: None for line in lines}) or [None]
    if not moved:  # most orders of somebody who orders often
        return tuple([Parcel(origin, first.carrier, None, None) for origin in origins])
    return tuple(
        _parcel(origin, first, [t for t in moved if _about(t[2], origin, origins)]) for origin in origins
    )


def _awaited(
    parcels: tuple[Parcel, ...], lines: tuple[OrderedLine, ...], returned: Counter[str]
) -> tuple[Parcel, ...]:
    """Nobody waits for a parcel whose price was given back; where that is all of them, they stay."""
    if not returned:
        return parcels
    owed = {line.origin for line in lines if line.quantity > returned[line.item_id]}
    return tuple(one for one in parcels if one.delivered_at is not None or one.origin in owed) or parcels


def _about(told: _Body, origin: str | None, origins: list[str | None]) -> bool:
    """News that name no origin, or one that no line has, are about every parcel."""
    return told.origin == origin or told.origin not in origins


def _parcel(origin: str | None, order: _Body, moved: list[_Told]) -> Parcel:
    sent = min((at for kind, at, _ in moved if kind == "shipment_dispatched"), default=None)
    arrived = min((at for kind, at, _ in moved if kind == "shipment_delivered"), default=None)
    if arrived is not None:
        sent = arrived if sent is None else min(sent, arrived)
    carrier = next((told.carrier for _, _, told in moved if told.carrier), order.carrier)
    return Parcel(origin, carrier, sent, arrived)


def _returned(lines: tuple[OrderedLine, ...], moved: list[_Told]) -> tuple[Counter[str], int | None]:
    """Item → pieces refunded, and when all of it was; money alone, short of the sum, returns nothing."""
    refunds = [(at, told) for kind, at, told in moved if kind == "refund"]
    if not refunds:  # most orders, so their lines aren't counted
        return Counter(), None
    bought, returned, total = Counter[str](), Counter[str](), sum(x.price * x.quantity for x in lines)
    for line in lines:
        bought[line.item_id] += line.quantity
    for at, told in refunds:
        if told.items is None and (told.value is None or told.value >= total > 0):
            return bought, at
        for line in told.items or ():
            returned[line.item_id] += line.quantity
        if bought and bought <= returned:
            return bought, at
    return returned, None
