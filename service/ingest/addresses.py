"""JSON of events → is a customer named by an e-mail address, which tells more than an id should."""

from __future__ import annotations

import re

ADVICE = "use an id that says nothing by itself, e.g. the number of the customer"

# Possessive: whatever was sent is read once; a domain has a dot and doesn't end with it.
_ADDRESS = re.compile(rb'"customer_id"\s*+:\s*+"[^"@\s]++@(?:[^"@\s.]++\.)++[^"@\s.]++"')


def names_address(raw: bytes) -> bool:
    """Is a `customer_id` in here an e-mail address."""
    return _ADDRESS.search(raw) is not None
