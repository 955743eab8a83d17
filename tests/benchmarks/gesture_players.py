"""Who plays the simulated shop: knows the truth, learns it, draws evenly, or gives one gesture to all."""

from __future__ import annotations

import numpy as np

from features.interactions import Floats
from features.interventions.encoding import Encoding
from features.interventions.learning import BOLDNESS
from features.interventions.outcomes import Outcomes
from features.interventions.policy import WORTH_BY, Policy
from features.interventions.refit import refit, worths
from tests.benchmarks.gesture_play import Played
from training.demo.gesture_triggers import Triggers
from training.demo.gestures import COSTS, FACTORS, GESTURES

LEAST_DAYS = 12.0  # before which all are drawn evenly
ENCODING = Encoding(tuple((factor, level) for factor, levels in FACTORS.items() for level in levels))


class Oracle:
    """Knows what every gesture would bring to this very customer."""

    def __init__(self, triggers: Triggers) -> None:
        self._values = (triggers.chance - triggers.chance[:, :1]) * triggers.worth[:, None]

    def learn(self, now: float, played: Played) -> None:
        """Nothing to learn."""

    def values(self, trigger: int) -> Floats:
        return np.asarray(self._values[trigger][None])

    def means(self, first: int, last: int) -> Floats:
        return np.asarray(self._values[first:last])


class Always(Oracle):
    """Gives the one gesture while the budget lasts; None: draws evenly."""

    def __init__(self, triggers: Triggers, gesture: int | None) -> None:
        high = 1e6 * (np.eye(len(GESTURES))[gesture] if gesture is not None else 0.0)
        self._even = gesture is None
        self._values = np.zeros((len(triggers.at), len(GESTURES))) + high

    def values(self, trigger: int) -> Floats:
        if self._even:  # each best in one draw, whatever it costs
            return np.asarray(1e6 * np.eye(len(GESTURES)))
        return super().values(trigger)


class Learner:
    """The product's: learns once in `every` days from what is known by then."""

    def __init__(self, triggers: Triggers, seed: int, every: float = 1.0, boldness: float = BOLDNESS) -> None:
        self._triggers, self._seed, self._every, self._boldness = triggers, seed, every, boldness
        self._rows = rows_of(triggers)
        self._bands = np.array(FACTORS[WORTH_BY])[triggers.levels[:, 1]]
        self._worth = np.zeros(len(triggers.at))
        self._last = 0.0
        self.policy: Policy | None = None

    def learn(self, now: float, played: Played) -> None:
        if now < LEAST_DAYS or now - self._last < self._every:
            return
        self._last = now
        outcomes = known(self._triggers, self._rows, played, now)
        count = len(outcomes.at)
        worth = worths(self._bands[:count].tolist(), self._triggers.value[:count], outcomes.stayed)
        before = self.policy.changes if self.policy else ()
        seed = self._seed + int(now)
        self.policy = refit(outcomes, GESTURES, ENCODING, worth, COSTS, before, seed, self._boldness)
        self._worth = np.array([worth.get(band, worth[""]) for band in self._bands])

    def values(self, trigger: int) -> Floats:
        if self.policy is None:
            return np.asarray(1e3 * np.eye(len(GESTURES)) + COSTS)
        return self.policy.values(self._rows[trigger], self._worth[trigger])

    def means(self, first: int, last: int) -> Floats:
        if self.policy is None:
            return np.tile(COSTS, (last - first, 1))
        return np.asarray(self._worth[first:last, None] * (self._rows[first:last] @ self.policy.mean.T))


def rows_of(triggers: Triggers) -> Floats:
    """(n, 1 + levels): as `Encoding` has them."""
    sizes = [len(levels) for levels in FACTORS.values()]
    parts = [np.eye(size)[triggers.levels[:, n]] for n, size in enumerate(sizes)]
    return np.concatenate([np.ones((len(triggers.at), 1)), *parts], axis=1)


def known(triggers: Triggers, rows: Floats, played: Played, now: float) -> Outcomes:
    """What the shop has heard by `now` of the triggers so far."""
    count = len(played.gesture)
    every = np.arange(count)
    age = now - triggers.at[:count]
    heard = triggers.heard[every, played.gesture]
    stayed = triggers.stays[every, played.gesture] & (heard <= age) & triggers.followed[:count]
    stars = np.where(triggers.rated[:count] <= age, triggers.stars[every, played.gesture], np.nan)
    return Outcomes(
        now=now,
        at=triggers.at[:count],
        rows=rows[:count],
        gesture=played.gesture,
        stayed=stayed,
        heard=np.where(stayed, heard, np.nan),
        followed=triggers.followed[:count],
        stars=stars,
    )
