"""What is odd about a training's data: what was set aside, and what says less than it seems to."""

from __future__ import annotations

import numpy as np

from training.findings.leaning import Figures
from training.findings.seen import Seen

MOST, CROWD = 0.5, 20  # bought by so great a share of at least so many buyers
MANY = 10  # percent of the catalogue


def one_moment(seen: Seen) -> Figures | None:
    """All events bear the same time."""
    return None if seen.days else {}


def lonely_categories(seen: Seen) -> Figures | None:
    """Categories of one item each."""
    sizes = seen.categories.values()
    alone = sum(size == 1 for size in sizes)
    return {"alone": alone, "categories": len(sizes)} if alone else None


def new_items(seen: Seen) -> Figures | None:
    """Much of the catalogue has never been seen."""
    percent = 100 * seen.new / max(len(seen.items), 1)
    return {"items": seen.new, "percent": percent} if percent >= MANY else None


def everybody(seen: Seen) -> Figures | None:
    """Items that most buyers have."""
    buyers = len(np.unique(seen.pairs[:, 0]))
    had = np.bincount(seen.pairs[:, 1].astype(np.int64))
    items = int((had > MOST * buyers).sum()) if buyers >= CROWD else 0
    return {"items": items} if items else None


def machines(seen: Seen) -> Figures | None:
    """Who acts more often than anybody can."""
    return {"machines": seen.history.machines} if seen.history.machines else None


def strays(seen: Seen) -> Figures | None:
    """Events of a clock that was wrong."""
    return {"events": seen.history.strays} if seen.history.strays else None


def free(seen: Seen) -> Figures | None:
    """Items that cost nothing."""
    items = sum(item.price == 0 for item in seen.items.values())
    return {"items": items} if items else None
