"""The truth of gestures → a season of triggers, and what would become of each after every gesture."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Ints, Mask
from training.demo.gestures import FACTORS, GESTURES, WORTH, Truth

CUSTOMERS = 9_000
SEASON = 45.0  # days per radian
WEEK = 2 * np.pi / 7


class Triggers(NamedTuple):
    """In order of time; (n,) or, where it depends on the gesture, (n, gestures). Only the play may look.

    `chance`: of staying; `stays`: does; `heard`: days until that is known; `stars`: the rating, nan for none,
    known after `rated` days; `worth`: EUR expected of one who stays, `value`: EUR it is.
    """

    at: Floats
    customer: Ints
    levels: Ints  # (n, factors)
    chance: Floats
    stays: Mask
    heard: Floats
    followed: Mask
    stars: Floats
    rated: Floats
    worth: Floats
    value: Floats


def season(truth: Truth, count: int, swap: tuple[int, list[int]] | None = None) -> Triggers:
    """`swap`: from which trigger on which two gestures do what the other did."""
    rng, world = np.random.default_rng([8, truth.seed]), truth.world
    at, (customer, levels, liking) = _times(rng, world.per_day, count), _customers(rng, count)
    staying, stars = _effects(truth, levels)
    walk = _walk(rng, at, world.drift * world.strength)
    staying, stars = staying + walk, stars + walk
    if swap is not None:
        for effects in (staying, stars):
            effects[swap[0] :, swap[1]] = effects[swap[0] :, swap[1][::-1]]
    base = _base(levels, liking) + world.drift * (0.15 * np.sin(at / SEASON) + 0.0006 * (at - 60))
    chance = 1 / (1 + np.exp(-(base[:, None] + staying)))
    worth = np.array(list(WORTH.values()))[levels[:, 1]]
    content = 2.9 + 0.25 * levels[:, 0] + np.array([0.2, 0.0, -0.5])[levels[:, 2]] + 0.6 * liking
    felt = np.clip(np.rint((content + rng.normal(0, 1.05, count))[:, None] + stars), 1, 5)
    answers = rng.random(count)[:, None] < world.answers * np.where(abs(felt - 3) == 2, 1.25, 1.0)
    lost = np.random.default_rng([6, truth.seed]).random(CUSTOMERS)[customer]
    return Triggers(
        at=at,
        customer=customer,
        levels=levels,
        chance=chance,
        stays=rng.random(count)[:, None] < chance,
        heard=_heard(rng, count, world.sooner),
        followed=lost >= world.unfollowed * np.where(levels[:, 0] == 1, 0.7, 1.4),
        stars=np.where(answers, felt, np.nan),
        rated=np.ceil(rng.gamma(2, 2.5, count)),
        worth=worth,
        value=worth * np.exp(rng.normal(-0.125, 0.5, count)),
    )


def _times(rng: np.random.Generator, per_day: float, count: int) -> Floats:
    """Days; a day's triggers come in its middle hours, a week and chance make days differ."""
    days = np.arange(int(2 * count / per_day) + 10)
    pace = per_day * (1 + 0.25 * np.sin(days * WEEK)) * np.exp(rng.normal(0, 0.15, len(days)))
    day = np.repeat(days, rng.poisson(pace))[:count]
    return np.sort(day + rng.beta(2.2, 1.8, count))


def _customers(rng: np.random.Generator, count: int) -> tuple[Ints, Ints, Floats]:
    """Some have many triggers; what they are stays, how late differs from trigger to trigger."""
    often = rng.gamma(0.7, 1.0, CUSTOMERS)
    customer = rng.choice(CUSTOMERS, count, p=often / often.sum())
    regular = (rng.random(CUSTOMERS) < 0.55).astype(int)
    luck = rng.random(CUSTOMERS)
    value = (luck > np.where(regular, 0.35, 0.55)).astype(int) + (luck > np.where(regular, 0.75, 0.88))
    segment = rng.choice(4, CUSTOMERS, p=[0.4, 0.3, 0.2, 0.1])
    late = rng.choice(3, count, p=[0.5, 0.3, 0.2])
    levels = np.column_stack([regular[customer], value[customer], late, segment[customer]])
    return customer, levels, rng.normal(0, 0.5, CUSTOMERS)[customer]


def _base(levels: Ints, liking: Floats) -> Floats:
    """Log-odds of staying when nothing is done; some 35 % stay."""
    tables = ([0.0, 0.75], [-0.1, 0.05, 0.1], [0.2, 0.0, -0.5], [0.0, 0.1, -0.15, 0.2])
    own = sum(np.array(table)[levels[:, n]] for n, table in enumerate(tables))
    return np.asarray(-1.25 + own + liking)


def _effects(truth: Truth, levels: Ints) -> tuple[Floats, Floats]:
    sizes = [len(names) for names in FACTORS.values()]
    starts = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rows = np.zeros((len(levels), 1 + sum(sizes)))
    rows[:, 0] = 1
    np.put_along_axis(rows, levels + starts, 1.0, axis=1)
    single = np.array(truth.cells)[:, np.ravel_multi_index(tuple(levels.T), sizes)].T
    return rows @ np.array(truth.staying).T + single, rows @ np.array(truth.stars).T + single


def _walk(rng: np.random.Generator, at: Floats, pace: float) -> Floats:
    """Gestures wear out or grow on people, a little every day."""
    steps = rng.normal(0, 0.006 * pace, (int(at[-1]) + 1, len(GESTURES)))
    steps[:, 0] = 0
    return np.asarray(np.cumsum(steps, axis=0)[at.astype(int)])


def _heard(rng: np.random.Generator, count: int, sooner: float) -> Floats:
    """Days until a repeat purchase is known: half after some 10, none after 37; reporting it takes some."""
    wait = 30 * (1 - np.exp(-8 * np.exp(rng.normal(0, 0.8, count)) / 30 * 1.3))
    pace = np.where(np.array(GESTURES) == "voucher", 1 - sooner, 1.0)
    return np.asarray(wait[:, None] * pace + rng.gamma(1, 1.5, count).clip(0, 6.9)[:, None])
