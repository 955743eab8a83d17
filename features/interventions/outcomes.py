"""What became of triggers, as far as it is known by now → how much of what will be known already is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Ints, Mask

WINDOW = 30.0  # days in which somebody who stays buys again
WHOLE = 37.0  # days after which the shop has heard of it
FEWEST = 30  # who stayed, from which on it is learned how soon that is heard of
LEAST_KNOWN = 0.02  # younger triggers say nothing yet


class Outcomes(NamedTuple):
    """One row per trigger of a time, in its order, as known at `now`; times in days since 1970.

    `rows`: (n, width), see Encoding; `gesture`: place, 0 is nothing; `stayed`: bought again, as far as heard;
    `heard`: days from the trigger until it was heard of, nan else; `followed`: can it be heard of at all;
    `stars`: the next rating, nan where none is known.
    """

    now: float
    at: Floats
    rows: Floats
    gesture: Ints
    stayed: Mask
    heard: Floats
    followed: Mask
    stars: Floats


def known_share(outcomes: Outcomes) -> Floats:
    """Per trigger: of those who will turn out to have stayed, which share is known at that age.

    From triggers that are old enough for all to be known; a straight line until there are enough. To count
    the silent as lost before their time is up is what delayed feedback goes wrong by (Chapelle 2014).
    """
    age = outcomes.now - outcomes.at
    whole = outcomes.followed & (age >= WHOLE) & outcomes.stayed
    if whole.sum() < FEWEST:
        return np.asarray(np.clip(age / WINDOW, 0.0, 1.0))
    times = np.sort(outcomes.heard[whole])
    return np.asarray(np.searchsorted(times, age, side="right") / len(times))
