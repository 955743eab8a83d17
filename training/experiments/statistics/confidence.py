"""Units so far → how many standard errors wide an interval is that holds the truth at all looks together.

Asymptotic confidence sequence: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), "Time-uniform central
limit theory and asymptotic confidence sequences", Annals of Statistics 52, theorem 2.2.
"""

from __future__ import annotations

import numpy as np

from training.experiments.statistics.sequential import ALPHA

USUAL = 1_000  # units at which it is tightest where no size is planned


def width(units: float, planned: float | None, alpha: float = ALPHA) -> float:
    """Standard errors on either side after `units`; tightest at half of what is `planned`."""
    tightest = planned / 2 if planned else USUAL
    passed = _tuned(alpha) * units / tightest
    return float(np.sqrt((1 + 1 / passed) * np.log((passed + 1) / alpha**2)))


def _tuned(alpha: float) -> float:
    """ρ² times the number of units where the sequence is to be tightest."""
    rare = -2 * np.log(alpha)
    return float(rare + np.log(rare + 1))
