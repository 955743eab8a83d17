"""Looks at a growing experiment → how many standard errors decide at each, so that all together err in 5 %.

Spending of Lan and DeMets (1983), the function that is like O'Brien and Fleming's: 2 − 2Φ(z/√share) a side.
Integrated from look to look: Armitage, McPherson and Rowe (1969); Jennison and Turnbull (2000), chapter 19.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from features.interactions import Floats

ALPHA = 0.05
FAR = 8.0  # standard errors: the bound of early looks that may spend next to nothing
NODES, WEIGHTS = np.polynomial.legendre.leggauss(256)


def spent(share: float, alpha: float = ALPHA) -> float:
    """Probability of a wrong decision that may be used up with `share` (0 to 1) of what is planned."""
    return float(4 * ndtr(ndtri(alpha / 4) / np.sqrt(min(share, 1.0)))) if share > 0 else 0.0


def bounds(
    shares: Sequence[float],
    information: Sequence[float],
    alpha: float = ALPHA,
    spending: Callable[[float, float], float] = spent,
) -> list[float]:
    """Two-sided bounds of |difference| / standard error, one per look.

    `shares`: of what is planned, growing, the last look at most 1; `information`: in any unit, growing;
    `spending`: of a share and alpha, growing up to alpha.
    """
    found: list[float] = []
    process = _Process()
    before = 0.0
    for share, now in zip(shares, information, strict=True):
        bound = process.bound(now, spending(share, alpha) - before)
        process = process.inside(now, bound)
        before = spending(share, alpha)
        found.append(bound)
    return found


class _Process:
    """Brownian motion that has crossed no bound: `mass` of each of the `places` at `information`."""

    def __init__(self) -> None:
        self.information = 0.0
        self.places: Floats = np.zeros(1)
        self.mass: Floats = np.ones(1)

    def bound(self, now: float, allowed: float) -> float:
        """Which the process is beyond with probability `allowed`, being inside until then."""

        def too_often(bound: float) -> float:
            return self._beyond(bound * np.sqrt(now), now) - allowed

        return FAR if too_often(FAR) >= 0 else float(brentq(too_often, 0.0, FAR, xtol=1e-10))

    def inside(self, now: float, bound: float) -> _Process:
        """The process at `now`, where it has not crossed then either."""
        following, reach = _Process(), bound * np.sqrt(now)
        step = np.sqrt(now - self.information)
        following.information, following.places = now, NODES * reach
        distances = (following.places[:, None] - self.places) / step
        density = np.exp(-0.5 * distances**2) @ self.mass / (step * np.sqrt(2 * np.pi))
        following.mass = density * WEIGHTS * reach
        return following

    def _beyond(self, reach: float, now: float) -> float:
        step = np.sqrt(now - self.information)
        outside = ndtr((self.places - reach) / step) + ndtr((-self.places - reach) / step)
        return float(outside @ self.mass)
