"""What is known of a trigger, by name → the columns that gestures' effects are learned over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from features.interactions import Floats

LEAST_TRIGGERS = 30  # a level seen more rarely has no column: it counts as the average customer

Kind = Mapping[str, str]  # such as {"customer": "new", "value": "high", "late": "3d", "segment": "home"}


class Encoding(Struct, frozen=True):
    """Which levels of which factor have a column; the first column is everybody's."""

    levels: tuple[tuple[str, str], ...]

    @property
    def width(self) -> int:
        """Columns in a row."""
        return 1 + len(self.levels)

    def row(self, kind: Kind) -> Floats:
        """(width,) of 0 and 1; what isn't known, or never was learned, is 0."""
        return np.array([1.0, *(float(kind.get(factor) == level) for factor, level in self.levels)])

    def rows(self, kinds: Sequence[Kind]) -> Floats:
        """(len(kinds), width)."""
        return np.array([self.row(kind) for kind in kinds]).reshape(-1, self.width)


def encoding_of(kinds: Sequence[Kind], least: int = LEAST_TRIGGERS) -> Encoding:
    """The levels that at least so many triggers had, in order of name."""
    seen = Counter(level for kind in kinds for level in kind.items())
    return Encoding(tuple(sorted(level for level, count in seen.items() if count >= least)))
