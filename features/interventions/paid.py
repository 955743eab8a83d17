"""The body of a purchase → which order it is, and what was paid for it, in which currency."""

from __future__ import annotations

from msgspec import Struct


class _Line(Struct, gc=False):
    quantity: int = 1
    price: float = 0.0


class Paid(Struct, gc=False):
    """Decodes any event whose `items`, if there are any, are bought ones."""

    order_id: str | None = None
    items: list[_Line] = []
    value: float | None = None
    currency: str | None = None

    def worth_in(self, currency: str) -> float:
        """0 where it was paid in another currency: nobody here knows a rate. Without one it is the shop's."""
        if self.currency not in (None, currency):
            return 0.0
        return self.value if self.value is not None else sum(one.price * one.quantity for one in self.items)
