"""Simulated seasons, each learned in and proven → how often the 95 % intervals hold what is true."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Mask
from features.interventions.choosing import NOTHING
from features.interventions.proof import Effect, Finished, against_holdout, of_gesture
from tests.benchmarks.gesture_play import Played, play
from tests.benchmarks.gesture_players import Learner, rows_of
from training.demo.gesture_triggers import Triggers, season
from training.demo.gestures import GESTURES, World, true_effects

RUNS = 1_000
TRIGGERS = 2_500
EVERY = 10.0  # days between two learnings


class Told(NamedTuple):
    """An interval and what is true; the truth is that of the very triggers it was told of."""

    name: str
    effect: Effect | None
    truth: float

    @property
    def right(self) -> bool:
        """Is the truth in it."""
        return self.effect is not None and self.effect.low <= self.truth <= self.effect.high


def intervals(runs: int = RUNS) -> None:
    """Share who stay: all against the holdout, and each gesture against nothing."""
    told = [told for seed in range(runs) for told in one_run(seed)]
    for name in ("all", *GESTURES[1:]):
        said = [one for one in told if one.name == name and one.effect is not None]
        if not said:
            print(f"{name}: not enough in any of {runs} runs", flush=True)
            continue
        effects = [one.effect for one in said if one.effect is not None]
        wide = 100 * np.mean([effect.high - effect.low for effect in effects])
        beside = 100 * np.mean([one.effect.effect - one.truth for one in said if one.effect is not None])
        share = np.mean([one.right for one in said])
        print(f"{name}: {share:.3f} hold the truth, in {len(said)} of {runs} runs there was enough;", end=" ")
        print(f"{wide:.1f} points wide, {beside:+.2f} points beside the truth on average", flush=True)


def one_run(seed: int) -> list[Told]:
    """A season of learning, and when all is known, what the proof says of it."""
    triggers = season(true_effects(seed, World(strength=1.0)), TRIGGERS)
    played = play(triggers, Learner(triggers, seed, every=EVERY), World().per_day, seed)
    finished = proven(triggers, played)
    more = (triggers.chance - triggers.chance[:, :1])[triggers.followed]
    did = more[np.arange(len(more)), finished.gesture]
    told = [Told("all", against_holdout(finished), float(did[~finished.held].mean()))]
    for gesture in range(NOTHING + 1, len(GESTURES)):
        could = finished.propensities[:, gesture] > 0
        told.append(
            Told(GESTURES[gesture], of_gesture(finished, gesture), float(more[could, gesture].mean()))
        )
    return told


def proven(triggers: Triggers, played: Played) -> Finished:
    """All triggers whose outcome could be followed, once it is known."""
    stays = triggers.stays[np.arange(len(played.gesture)), played.gesture]
    seen: Mask = triggers.followed
    return Finished(
        stays[seen].astype(np.float64),
        played.gesture[seen],
        played.propensities[seen],
        played.held[seen],
        triggers.customer[seen],
        rows_of(triggers)[seen],
    )
