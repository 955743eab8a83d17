"""Benchmarks by name: `python -m tests.benchmarks [NAME…]`; without a name it lists them.

After `shops` may stand which of them: `shops "nine days" large`.
"""

from __future__ import annotations

import sys

from tests.benchmarks import (
    crowd,
    deliveries,
    diversity,
    doors,
    faults,
    frontier,
    fuzz,
    gestures,
    image,
    importing,
    ingest,
    known_effect,
    late_warnings,
    looking,
    overload,
    page,
    promises,
    ranking,
    shops,
    stored,
    swap,
    taking_part,
    touchpoints,
    verdicts,
)

NAMES = {
    "import": importing.run,
    "ranking": ranking.run,
    "shops": shops.run,
    "diversity": diversity.run,
    "frontier": frontier.run,
    "promises": promises.run,
    "deliveries": deliveries.run,
    "warnings": late_warnings.run,
    "looking": looking.run,
    "narrowing": verdicts.narrowing,
    "hillstrom": verdicts.hillstrom,
    "splits": verdicts.splits,
    "million": verdicts.million,
    "stored": stored.run,
    "known effect": known_effect.run,
    "touchpoints": touchpoints.run,
    **gestures.NAMED,
    "page": page.run,
    "taking part": taking_part.run,
    "ingest": ingest.run,
    "crowd": crowd.run,
    "overload": overload.run,
    "doors": doors.run,
    "faults": faults.run,
    "swap": swap.run,
    "fuzz": fuzz.run,
    "image": image.run,
}


def main() -> None:
    """Run the named ones in order; `all` runs every one."""
    asked = [name for name in sys.argv[1:] if name not in shops.NAMES and not name.isdecimal()]
    chosen = list(NAMES) if asked == ["all"] else asked
    if not chosen or (unknown := [name for name in chosen if name not in NAMES]):
        sys.exit(f"name one or more of {', '.join(NAMES)}, or all{f'; not {unknown}' if chosen else ''}")
    for name in chosen:
        NAMES[name]()


if __name__ == "__main__":
    main()
