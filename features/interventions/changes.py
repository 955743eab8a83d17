"""What became of each gesture's triggers beyond what was expected → does it do something else than before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats
from features.interventions.learning import Epochs, Learned
from features.interventions.normal import Equations, Seen
from features.interventions.outcomes import Outcomes

LOOKS = (150, 250, 400, 600, 900, 1_300, 1_800)  # triggers ago at which it may have changed
BEFORE = 300  # triggers before it, at least
FEWEST = 15  # outcomes on either side
ALARM = 16.0  # squared standard deviations, over both outcomes


class Beyond(NamedTuple):
    """Per trigger: what it missed of what was expected, and how much it says of the effect (precision)."""

    seen: Seen
    missed: Floats
    sure: Floats


def change(outcomes: Outcomes, learned: Learned, epochs: Epochs) -> tuple[int, float] | None:
    """The gesture that changed most surely and since when (days), None while none has.

    A generalised likelihood ratio over when it was (Lorden 1971), of the mean residual before and since.
    """
    count, beyond = len(outcomes.at), [_beyond(part, effects) for part, effects in learned.parts]
    looks = [count - ago for ago in LOOKS if count - ago > BEFORE]
    since = dict(sorted(epochs, key=lambda epoch: epoch[1]))
    best, found = ALARM, None
    for gesture in range(1, len(learned.mean)):
        for look in looks:
            if outcomes.at[look] <= since.get(gesture, -np.inf):
                continue
            if (told := sum(_squared(part, gesture, look) for part in beyond)) > best:
                best, found = told, (gesture, float(outcomes.at[look]))
    return found


def _beyond(part: Equations, effects: Floats) -> Beyond:
    weight = part.seen.weight * part.seen.share
    return Beyond(part.seen, part.missed(effects) * weight, weight * part.seen.share)


def _squared(part: Beyond, gesture: int, look: int) -> float:
    """Squared difference of the effects' means before and since, in its own variance."""
    own, late = part.seen.gesture == gesture, part.seen.place >= look
    sides = own & late, own & ~late
    if min(side.sum() for side in sides) < FEWEST:
        return 0.0
    sure = [float(part.sure[side].sum()) for side in sides]
    mean = [float(part.missed[side].sum()) / n for side, n in zip(sides, sure, strict=True)]
    return (mean[0] - mean[1]) ** 2 / (1 / sure[0] + 1 / sure[1])
