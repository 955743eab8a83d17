"""The body of a purchase → which order it is, and what was paid for it."""

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

    @property
    def worth(self) -> float:
        """In the shop's currency."""
        return self.value if self.value is not None else sum(one.price * one.quantity for one in self.items)
