"""A person → the unit that arms are drawn for; the first one stays, signed in and on another device, too."""

from __future__ import annotations

from typing import NamedTuple

from service.store.protocol import Reader
from service.store.records import Person


class Units(NamedTuple):
    """As what a person takes part: `customer` only who is signed in, `visitor` everybody."""

    visitor: str
    customer: str | None


def units_of(reader: Reader, person: Person, anonymous_id: str | None, now: int) -> Units | None:
    """Blocking; None for somebody without any id. A stranger's unit is the device."""
    customer = person.customer_id
    if customer is None:
        return Units(anonymous_id, None) if anonymous_id else None
    first = reader.first_unit(person, now) or reader.first_device(customer, now)
    return Units(first or customer, customer)
