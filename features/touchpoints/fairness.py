"""Segments of customers → where one meets its expectations, or a gesture after a gap, unlike all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from features.touchpoints.cells import UNSAID, Analysis, By, GapCell
from features.touchpoints.differences import Difference, Share, apart
from features.touchpoints.ratings import FEW
from features.touchpoints.view import gestures_of, shares_of

SPLITS: tuple[By, ...] = ("customer", "channel", "country", "age_band")
What = Literal["met", "gestures"]
_SHARES: dict[What, Callable[[Iterable[GapCell]], Share]] = {"met": shares_of, "gestures": gestures_of}


class Unequal(Struct, frozen=True, kw_only=True):
    """A segment's share (`met`: expectations met, `gestures`: gaps made good) less that of all others.

    The interval allows for how many segments were compared.
    """

    touchpoint: str
    kind: str
    what: What
    by: By
    segment: str
    n: int
    share: float
    others: float
    difference: Difference


def unequal(found: Analysis, months: Sequence[str]) -> list[Unequal]:
    """Where a segment differs for certain, the largest difference first; segments of few are not compared."""
    span = set(months)
    held = [c for c in found.gaps if c.month in span and c.by in SPLITS and c.segment != UNSAID]
    groups: dict[tuple[str, str, By], list[GapCell]] = {}
    for cell in held:
        groups.setdefault((cell.touchpoint, cell.kind, cell.by), []).append(cell)
    compared = [one for group in groups.values() for what in _SHARES for one in _within(group, what)]
    certain = [one for each in compared if (one := _judged(*each, looks=len(compared))) is not None]
    return sorted(certain, key=lambda one: -abs(one.difference.value))


_Compared = tuple[GapCell, What, Share, Share]


def _within(group: list[GapCell], what: What) -> list[_Compared]:
    """Each segment with enough, and all others together."""
    found, share = [], _SHARES[what]
    for segment in sorted({cell.segment for cell in group}):
        mine = [cell for cell in group if cell.segment == segment]
        both = share(mine), share(cell for cell in group if cell.segment != segment)
        if min(part.n for part in both) >= FEW:
            found.append((mine[0], what, *both))
    return found


def _judged(cell: GapCell, what: What, mine: Share, others: Share, looks: int) -> Unequal | None:
    difference = apart(mine, others, looks)
    if difference is None or not difference.certain:
        return None
    return Unequal(
        touchpoint=cell.touchpoint,
        kind=cell.kind,
        what=what,
        by=cell.by,
        segment=cell.segment,
        n=mine.n,
        share=mine.value,
        others=others.value,
        difference=difference,
    )
