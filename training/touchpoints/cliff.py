"""Answers by gap → where they fall most, if they fall anywhere for certain.

The gap that splits the answers into two means with the least variance left (a regression stump); how sure
by drawing the answers again (bootstrap), and by drawing them without the gap (permutation).
"""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Ints
from features.touchpoints.cells import Cliff
from features.touchpoints.ratings import FEW

DRAWS = 400
RARE = 0.01  # a fall that chance brings more often is none
SEED = 1
MOST = 20_000  # answers that are drawn from: of more a sample


def cliff_of(gaps: Floats, scores: Floats) -> Cliff | None:
    """None where answers don't fall, or chance alone would make them fall as much. Both of one length."""
    rng = np.random.default_rng(SEED)
    if len(gaps) > MOST:
        chosen = rng.choice(len(gaps), MOST, replace=False)
        gaps, scores = gaps[chosen], scores[chosen]
    values, codes = np.unique(gaps, return_inverse=True)
    gain, place = _best(codes, scores, len(values))
    if place is None:
        return None
    chance = _chance(rng, codes, scores, len(values), gain)
    if chance > RARE:
        return None
    low, high = np.quantile(_again(rng, codes, scores, values), [0.025, 0.975], method="nearest")
    after = codes >= place
    return Cliff(
        gap=float(values[place]),
        low=float(low),
        high=float(high),
        before=float(scores[~after].mean()),
        after=float(scores[after].mean()),
        n_before=int((~after).sum()),
        n_after=int(after.sum()),
        chance=chance,
    )


def _best(codes: Ints, scores: Floats, many: int) -> tuple[float, int | None]:
    """How much variance the best split explains, and from which value on; None where nothing falls.

    Both sides have enough answers.
    """
    n = np.bincount(codes, minlength=many).cumsum()[:-1]
    total = np.bincount(codes, scores, many).cumsum()[:-1]
    left = np.maximum(n, 1), np.maximum(len(codes) - n, 1)
    fall = total / left[0] - (scores.sum() - total) / left[1]
    gain = np.where((np.minimum(*left) >= FEW) & (fall > 0), fall**2 * left[0] * left[1], 0.0)
    if not gain.any():
        return 0.0, None
    place = int(gain.argmax())
    return float(gain[place]), place + 1


def _chance(rng: np.random.Generator, codes: Ints, scores: Floats, many: int, gain: float) -> float:
    """How often shuffled answers fall as much."""
    found = sum(_best(codes, rng.permutation(scores), many)[0] >= gain for _ in range(DRAWS))
    return (1 + found) / (1 + DRAWS)


def _again(rng: np.random.Generator, codes: Ints, scores: Floats, values: Floats) -> list[float]:
    """Where answers that are drawn again fall most."""
    found = []
    for _ in range(DRAWS):
        drawn = rng.integers(len(codes), size=len(codes))
        _, place = _best(codes[drawn], scores[drawn], len(values))
        if place is not None:
            found.append(float(values[place]))
    return found
