"""Outcomes → normal equations of the gestures' effects alone; what none explains is taken out of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Ints

STRETCH = 250  # triggers per stretch of time that has a level of its own
STRETCHES = 20
KIND_SPREAD = 0.5  # prior standard deviation of what kinds differ by, in the outcome's own unit
TIME_SPREAD = 0.1


class Seen(NamedTuple):
    """Triggers whose outcome says something: `share` of it is known, `weight`: 1 / variance."""

    place: Ints  # among all triggers, in order of time
    rows: Floats
    gesture: Ints
    outcome: Floats
    share: Floats
    weight: Floats


class Equations(NamedTuple):
    """Precision and precision × mean of the effects, (gestures - 1) × width; `level`: what was taken out."""

    precision: Floats
    pull: Floats
    seen: Seen
    ground: Floats
    level: Floats

    def missed(self, effects: Floats) -> Floats:
        """Outcome less what is expected with effects (gestures, width), per trigger."""
        flat = effects[1:].ravel()
        expected = self.ground @ (self.level[:, -1] - self.level[:, :-1] @ flat)
        own = (self.seen.rows * effects[self.seen.gesture]).sum(1)
        return np.asarray(self.seen.outcome - expected - self.seen.share * own)


def equations(seen: Seen, gestures: int, triggers: int) -> Equations:
    """An outcome known to a share F is F × (level + effect) on average: rows are scaled, none is left out.

    The level (kinds of customers, and every stretch of time for itself) is integrated out (Schur complement).
    """
    rows = seen.rows * seen.share[:, None]
    ground = np.concatenate([rows, _stretches(seen, triggers) * seen.share[:, None]], axis=1)
    heavy = ground * seen.weight[:, None]
    width, size = rows.shape[1], (gestures - 1) * rows.shape[1]
    square, pull, between = np.zeros((size, size)), np.zeros(size), np.zeros((size, ground.shape[1]))
    for gesture in range(1, gestures):
        own, at = seen.gesture == gesture, slice((gesture - 1) * width, gesture * width)
        mine = rows[own] * seen.weight[own, None]
        square[at, at], pull[at] = mine.T @ rows[own], mine.T @ seen.outcome[own]
        between[at] = mine.T @ ground[own]
    of_level = heavy.T @ ground + np.diag(_prior(width, ground.shape[1] - width))
    level = np.linalg.solve(of_level, np.column_stack([between.T, heavy.T @ seen.outcome]))
    return Equations(square - between @ level[:, :-1], pull - between @ level[:, -1], seen, ground, level)


def _stretches(seen: Seen, triggers: int) -> Floats:
    count = int(np.clip(triggers // STRETCH, 1, STRETCHES))
    return np.eye(count)[seen.place * count // max(triggers, 1)]


def _prior(width: int, stretches: int) -> Floats:
    return np.concatenate([[1e-4], np.full(width - 1, KIND_SPREAD**-2), np.full(stretches, TIME_SPREAD**-2)])
