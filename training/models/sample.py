"""What every model is fitted on: the interactions up to a moment, with ages in horizons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.history import Said, Searched
from features.interactions import Interactions


@dataclass(frozen=True)
class Sample:
    """`age`: horizons since each row; `persons`: how many codes there are, not how many acted."""

    rows: Interactions
    age: NDArray[np.float64]
    items: list[str]
    persons: int
    horizon_days: float
    searches: list[Searched]
    said: list[Said]

    @cached_property
    def active(self) -> int:
        """Persons who did anything."""
        return len(np.unique(self.rows.person))
