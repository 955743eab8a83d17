"""A person's events → what is in the cart, as it followed from device to device and into the account.

What was put in on a device before signing in joins the account's cart then: of an item that both have, the
larger quantity counts. From there the device moves the account's cart. An order empties all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Struct

from features.orders import Fact

MARKS = frozenset({"identify", "sign_out"})
KINDS = MARKS | {"add_to_cart", "remove_from_cart", "purchase"}


class CartLine(NamedTuple):
    """So many pieces since a moment (microseconds); `device`: where it was put in, None: not said."""

    item_id: str
    quantity: int
    at: int
    device: str | None


class _Body(Struct, gc=False):
    item_id: str | None = None
    quantity: int = 1
    customer_id: str | None = None
    anonymous_id: str | None = None


_decode = msgspec.json.Decoder(_Body).decode
Lines = dict[str, CartLine]


class _Carts:
    """The account's cart, and those of devices that aren't signed in yet."""

    def __init__(self) -> None:
        self.account: Lines = {}
        self.devices: dict[str, Lines] = {}
        self._signed_in: set[str] = set()

    def take(self, kind: str, at: int, body: bytes) -> None:
        told = _decode(body)
        if kind == "purchase":
            self.account, self.devices = {}, {}
        elif kind == "identify" and told.anonymous_id:
            self._signed_in.add(told.anonymous_id)
            self.account = merged(self.account, self.devices.pop(told.anonymous_id, {}))
        elif kind == "sign_out" and told.anonymous_id:
            self._signed_in.discard(told.anonymous_id)
        elif told.item_id is not None:
            _move(self._of(told), kind, CartLine(told.item_id, told.quantity, at, told.anonymous_id))

    def _of(self, told: _Body) -> Lines:
        device = told.anonymous_id
        if told.customer_id is not None or device is None or device in self._signed_in:
            return self.account
        return self.devices.setdefault(device, {})


def cart_of(facts: Iterable[Fact], now: int, kept_for: int) -> dict[str, CartLine]:
    """Item → its line, newest first. `facts`: one person's events, in order of time.

    What was put in longer than `kept_for` (microseconds) ago is forgotten.
    """
    carts = _Carts()
    for kind, at, body in facts:
        if kind in KINDS and (kind in MARKS or at >= now - kept_for):
            carts.take(kind, at, body)
    whole = carts.account
    for lines in carts.devices.values():
        whole = merged(whole, lines)
    return {line.item_id: line for line in sorted(whole.values(), key=lambda line: -line.at)}


def merged(one: Mapping[str, CartLine], other: Mapping[str, CartLine]) -> Lines:
    """Both carts: of an item in both the larger quantity, of equal ones the newer."""
    both = dict(one)
    for item_id, line in other.items():
        held = both.get(item_id)
        if held is None or (line.quantity, line.at) > (held.quantity, held.at):
            both[item_id] = line
    return both


def _move(cart: Lines, kind: str, line: CartLine) -> None:
    """Put in or take out."""
    held = cart.pop(line.item_id, None)
    before = held.quantity if held else 0
    if kind == "add_to_cart":
        cart[line.item_id] = line._replace(quantity=before + line.quantity)
    elif held and before > line.quantity:
        cart[line.item_id] = held._replace(quantity=before - line.quantity)
