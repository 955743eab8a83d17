"""Features of candidates → one blended score each: a weight per feature alone, and one by experience.

How much is known of the visitor (log of events) moves the weights, so that one blend leans on popularity for
newcomers and on the person's own habits later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np

from features.interactions import Floats

BY_EXPERIENCE = "*known"  # after the name of a feature: its weight times the visitor's experience
LIMITS, KNOWN = "limits", "known"  # the highest features and experience that the weights were fitted on


class Linear:
    """The weights of one head; nobody is judged by more than what training ever saw of anybody.

    Beyond that a linear blend would go on into the absurd: a thousand looks in a shop where six are many.
    """

    def __init__(
        self, weights: Mapping[str, float], limits: Mapping[str, float], names: Sequence[str]
    ) -> None:
        self.alone = np.array([weights.get(name, 0.0) for name in names], np.float32)
        by_experience = [weights.get(f"{name}{BY_EXPERIENCE}", 0.0) for name in names]
        self.by_experience = np.array(by_experience, np.float32)
        self._highest = np.array([limits.get(name, inf) for name in names], np.float32)
        self._most_known = limits.get(KNOWN, inf)

    def score(self, features: Floats, known: float) -> Floats:
        """One score per row of features, for a visitor of whom that much is known."""
        return np.minimum(features, self._highest) @ self.at(known)

    def at(self, known: float) -> Floats:
        """One weight per feature for a visitor of whom that much is known; no more than training ever saw."""
        return self.alone + np.float32(min(known, self._most_known)) * self.by_experience
