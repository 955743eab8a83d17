"""A simulated shop's gestures → the truth of what each does to whom, written before anybody learns."""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec import Struct

from features.interactions import Floats

GESTURES = ("nothing", "thank_you", "apology", "priority", "postage_back", "call", "voucher")
COSTS = np.array([0.0, 0.3, 0.1, 3.0, 4.9, 6.0, 8.0])  # EUR
FACTORS = {
    "customer": ("new", "regular"),
    "value": ("low", "middle", "high"),
    "late": ("1d", "3d", "7d"),
    "segment": ("a", "b", "c", "d"),
}
WORTH = {"low": 35.0, "middle": 80.0, "high": 180.0}  # EUR of margin in the year after, of one who stays
WIDTH = 1 + sum(len(levels) for levels in FACTORS.values())
TYPICAL = np.array([0.0, 0.06, 0.16, 0.16, 0.22, 0.30, 0.34])  # log-odds of staying, at `strength` 1
# What a kind adds, log-odds at `contrast` 1: calls for the very late, vouchers for the new.
KNOWN = {
    ("call", "late", "7d"): 0.2,
    ("call", "value", "high"): 0.1,
    ("voucher", "customer", "new"): 0.15,
    ("voucher", "customer", "regular"): -0.1,
    ("apology", "late", "1d"): 0.1,
    ("apology", "late", "7d"): -0.15,
}


class World(Struct, frozen=True):
    """How hard it is. At `strength` 1 gestures add some 1 to 9 points to a base of 34 % who stay.

    `contrast`: how much kinds of customers differ in it; `together`: correlation of effects on stars and on
    staying; `drift`: of the season and of every gesture; `per_day`: triggers; `unfollowed`: whose outcome
    stays unknown; `answers`: who rates (shares); `sooner`: share of the wait that a voucher takes away.
    """

    strength: float = 2.0
    contrast: float = 0.5
    together: float = 0.6
    drift: float = 1.0
    per_day: float = 50.0
    unfollowed: float = 0.12
    answers: float = 0.4
    sooner: float = 0.0


class Truth(Struct, frozen=True):
    """Log-odds of staying and stars that each gesture adds: (gestures, 1 + levels of all factors, in order).

    `cells`: what every single kind adds beyond its factors, log-odds, (gestures, kinds).
    """

    seed: int
    world: World
    staying: list[list[float]]
    stars: list[list[float]]
    cells: list[list[float]]

    def written(self) -> bytes:
        """As JSON."""
        return msgspec.json.encode(self)


def columns(gesture: str) -> Floats:
    """(WIDTH,): what is known of a gesture's kinds, log-odds."""
    names = [(gesture, factor, level) for factor, levels in FACTORS.items() for level in levels]
    return np.array([0.0, *(KNOWN.get(name, 0.0) for name in names)])


def true_effects(seed: int, world: World) -> Truth:
    """The same seed and world give the same truth."""
    rng = np.random.default_rng([7, seed])
    shape = (len(GESTURES), WIDTH)
    spread = np.concatenate([[0.10], np.full(WIDTH - 1, 0.15 * world.contrast)])
    staying = rng.normal(0, spread, shape) + world.contrast * np.array([columns(name) for name in GESTURES])
    staying[:, 0] += TYPICAL
    kinds = int(np.prod([len(levels) for levels in FACTORS.values()]))
    cells = rng.normal(0, 0.05, (len(GESTURES), kinds))
    own = rng.normal(0, spread * 1.2, shape)
    own[:, 0] += 0.2
    stars = 1.3 * (world.together * staying + np.sqrt(1 - world.together**2) * own)
    for effects in (staying, stars, cells):
        effects[0] = 0.0
        np.multiply(effects, world.strength, out=effects)
    return Truth(seed, world, staying.tolist(), stars.tolist(), cells.tolist())
