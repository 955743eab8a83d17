"""What may call for a gesture: something that happened to a customer, by a name of its own."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple


class Trigger(NamedTuple):
    """Something happened to a customer; `gap` in the trigger's own unit, positive is worse."""

    customer_id: str
    kind: str
    touchpoint: str
    subject: str
    at: int
    gap: float = 0.0

    @property
    def intervention_id(self) -> str:
        """The same trigger has the same name in every worker and after every restart."""
        return named(self.customer_id, self.kind, self.subject)


def named(*parts: str) -> str:
    """A decision's name: who decides again upon the same gives it the same one."""
    return blake2b("\x00".join(parts).encode(), digest_size=12).hexdigest()
