"""How likely an order is late, and how long before its promised day passes → is that to be said."""

from __future__ import annotations

from features.clock import DAY

LATE, EARLY, SOON = 0.45, 0.6, 5 * DAY  # so likely a delay is said, and as long before; six in ten are right


def warns(late: float, left: int) -> bool:
    """Is a delay this likely to be said, so long (microseconds) before the promised day has passed."""
    return late >= (LATE if left <= SOON else EARLY)
