"""Gestures in simulated shops: reward against who knows the truth, budgets, a swap, intervals, time.

Each part is a benchmark of its own, see NAMED.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from features.interactions import Floats
from features.interventions.choosing import NOTHING, Coins, Shares, choose
from features.interventions.policy import Policy, as_json, from_json
from tests.benchmarks.gesture_intervals import intervals
from tests.benchmarks.gesture_play import Player, play, reward
from tests.benchmarks.gesture_players import ENCODING, Always, Learner, Oracle
from training.demo.gesture_triggers import Triggers, season
from training.demo.gestures import COSTS, FACTORS, GESTURES, WIDTH, World, true_effects

LEARNT, MEASURED = 5_000, 2_000
SEEDS = range(400, 412)  # nothing was chosen by these
MORE = range(2_000, 2_048)  # nor was anything that is served: what was tried on these brought too little
MORE_STRONG, MORE_SWAPS = MORE[:16], MORE[:14]
BUDGET_SEEDS = 100
AFTER = 2_000  # triggers within which a swap is to be followed
PARTS = (500, 1_000, 1_500, 2_000, 2_500, 3_000)
Make = Callable[[Triggers, int], Player]

WORLDS = {
    "strength 1": World(strength=1.0),
    "strength 1.5": World(strength=1.5),
    "strength 2": World(),
    "strength 3": World(strength=3.0),
    "kinds alike": World(contrast=0.25),
    "kinds differ": World(contrast=1.0),
    "stars tell nothing": World(together=0.0),
    "nobody rates": World(answers=0.0),
    "25 a day": World(per_day=25.0),
    "100 a day": World(per_day=100.0),
    "no drift": World(drift=0.0),
    "vouchers hurry": World(sooner=0.4),
}


class Season(NamedTuple):
    """EUR per trigger outside of the holdout, in order; the holdout's are nan. `anyway`: by doing nothing."""

    got: Floats
    could: Floats
    anyway: Floats


def rewards() -> None:
    """In the world that is the default, beside those who learn nothing."""
    makes: dict[str, Make] = {"learned": learner, "evenly": lambda triggers, _: Always(triggers, None)}
    makes |= {f"always {GESTURES[n]}": _always(n) for n in range(1, len(GESTURES))}
    for name, make in makes.items():
        say(name, [one_season(World(), seed, make) for seed in SEEDS])


def worlds() -> None:
    """The learner in easier and harder worlds."""
    for name, world in WORLDS.items():
        say(name, [one_season(world, seed, learner) for seed in SEEDS])


def learner(triggers: Triggers, seed: int) -> Learner:
    return Learner(triggers, seed)


def _always(gesture: int) -> Make:
    return lambda triggers, _: Always(triggers, gesture)


def one_season(world: World, seed: int, make: Make) -> Season:
    """Who knows the truth plays the same triggers for itself: same budget, caps, floor and holdout."""
    triggers = season(true_effects(seed, world), LEARNT + MEASURED)
    return _both(triggers, make(triggers, seed), world.per_day, seed)


def _both(triggers: Triggers, player: Player, per_day: float, seed: int) -> Season:
    played, best = (play(triggers, who, per_day, seed) for who in (player, Oracle(triggers)))
    anyway = triggers.chance[:, NOTHING] * triggers.worth
    each = (reward(triggers, played), reward(triggers, best), anyway)
    return Season(*(np.where(played.held, np.nan, one) for one in each))


def ratio(seasons: Iterable[Season], first: int, last: int) -> Floats:
    """Per season."""
    sums = [(np.nansum(one.got[first:last]), np.nansum(one.could[first:last])) for one in seasons]
    return np.array([got / could for got, could in sums])


def say(name: str, seasons: list[Season]) -> None:
    """The mean over seeds, how far single ones lie, also with the base left in, and while it was learning."""
    own = ratio(seasons, LEARNT, LEARNT + MEASURED)
    got, could, anyway = (np.nansum([one[part][LEARNT:] for one in seasons]) for part in range(3))
    print(
        f"{name}: {own.mean():.3f} of the oracle's (seeds {own.std(ddof=1):.3f} apart, least {own.min():.2f};"
        f" with what comes anyway {(got + anyway) / (could + anyway):.3f}), first {LEARNT}: "
        f"{ratio(seasons, 0, LEARNT).mean():.3f}; {len(own)} seeds",
        flush=True,
    )


def more() -> None:
    """Over more seeds, as a mean over twelve is some two points unsure."""
    for name, seeds in {"strength 2": MORE, "strength 3": MORE_STRONG}.items():
        say(f"{name}, more seeds", [one_season(WORLDS[name], seed, learner) for seed in seeds])
    _say_swap("strength 2", MORE_SWAPS)


def swap() -> None:
    """The gesture that the oracle gives most, and the one it gives least, do what the other did."""
    for name in ("strength 2", "strength 3"):
        _say_swap(name, SEEDS)


def _say_swap(name: str, seeds: Iterable[int]) -> None:
    seasons = [_swapped(WORLDS[name], seed) for seed in seeds]
    steps = [ratio(seasons, LEARNT + at - 500, LEARNT + at) for at in (0, *PARTS)]
    print(f"swap, {name}: " + ", ".join(f"{step.mean():.3f}" for step in steps), flush=True)


def _swapped(world: World, seed: int) -> Season:
    count = LEARNT + PARTS[-1]
    before = season(true_effects(seed, world), LEARNT)
    given = np.bincount(play(before, Oracle(before), world.per_day, seed).gesture, minlength=len(GESTURES))
    given[NOTHING] = np.median(given)
    two = [int(given.argmax()), int(given.argmin())]
    triggers = season(true_effects(seed, world), count, (LEARNT, two))
    return _both(triggers, learner(triggers, seed), world.per_day, seed)


def budgets() -> None:
    """`play` raises where one was passed."""
    for seed in range(BUDGET_SEEDS):
        triggers = season(true_effects(seed, World()), LEARNT + MEASURED)
        play(triggers, Learner(triggers, seed, every=7.0), World().per_day, seed)
    whole = f"{BUDGET_SEEDS} seeds of {LEARNT + MEASURED:,} triggers"
    print(f"budgets and caps: none was passed in {whole}", flush=True)


def choice() -> None:
    """As the service chooses: from a policy that was stored and read again."""
    draws = np.random.default_rng(1).normal(0, 0.05, (100, len(GESTURES), WIDTH))
    raw = as_json(
        Policy(gestures=GESTURES, encoding=ENCODING, mean=draws.mean(0), draws=draws, worth={"": 80.0})
    )
    policy, took = from_json(raw), []
    kind = {factor: names[0] for factor, names in FACTORS.items()}
    for n in range(5_000):
        began = time.perf_counter()
        coins = Coins(n / 5_000, (n * 7 % 5_000) / 5_000)
        choose(policy, kind, COSTS, np.ones(len(GESTURES), dtype=bool), 0.4, Shares(), coins)
        took.append((time.perf_counter() - began) * 1e3)
    middle, slow = np.percentile(took, [50, 99])
    print(f"choice: {middle:.3f} ms, 99 of 100 within {slow:.3f} ms; stored in {len(raw) // 1_000} kB")


NAMED: dict[str, Callable[[], None]] = {
    "gestures": rewards,
    "gestures worlds": worlds,
    "gestures more": more,
    "gestures swap": swap,
    "gestures intervals": intervals,
    "gestures budgets": budgets,
    "gestures choice": choice,
}
