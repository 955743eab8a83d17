"""What became of each gesture's triggers beyond what was expected → does it do something else than before."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats, Mask
from features.interventions.learning import Epochs, Learned
from features.interventions.outcomes import Outcomes

LOOKS = (150, 250, 400, 600, 900, 1_300, 1_800)  # triggers ago at which it may have changed
BEFORE = 300  # triggers before it, at least
FEWEST = 15  # outcomes on either side
ALARM = 16.0  # squared standard deviations, over both outcomes


def change(outcomes: Outcomes, learned: Learned, epochs: Epochs) -> tuple[int, float] | None:
    """The gesture that changed most surely and since when (days), None while none has.

    A generalised likelihood ratio over when it was (Lorden 1971), of the mean residual before and since.
    """
    count = len(outcomes.at)
    looks = [count - ago for ago in LOOKS if count - ago > BEFORE]
    since = dict(sorted(epochs, key=lambda epoch: epoch[1]))
    best, found = ALARM, None
    for gesture in range(1, len(learned.mean)):
        for look in looks:
            if outcomes.at[look] <= since.get(gesture, -np.inf):
                continue
            if (told := _told(learned, gesture, look)) > best:
                best, found = told, (gesture, float(outcomes.at[look]))
    return found


def _told(learned: Learned, gesture: int, look: int) -> float:
    total = 0.0
    for part, effects in learned.parts:
        missed, own = part.missed(effects), part.seen.gesture == gesture
        weight = part.seen.weight * part.seen.share
        total += _squared(missed, weight, part.seen.share, own, part.seen.place >= look)
    return total


def _squared(missed: Floats, weight: Floats, share: Floats, own: Mask, late: Mask) -> float:
    """Squared difference of the effects' means before and since, in its own variance."""
    new, old = own & late, own & ~late
    if min(new.sum(), old.sum()) < FEWEST:
        return 0.0
    sure = [float((weight * share)[which].sum()) for which in (new, old)]
    mean = [float((weight * missed)[which].sum()) / n for which, n in zip((new, old), sure, strict=True)]
    return (mean[0] - mean[1]) ** 2 / (1 / sure[0] + 1 / sure[1])
