"""A stored policy, a trigger, what may be given → one gesture, and how likely each was, for the proof."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Mask
from features.interventions.encoding import Kind
from features.interventions.policy import Policy

NOTHING = 0  # its place among the gestures


class Shares(NamedTuple):
    """`holdout`: of all triggers, left alone; `floor`: of the others, drawn evenly from what is allowed."""

    holdout: float = 0.1
    floor: float = 0.05


class Coins(NamedTuple):
    """Two numbers in [0, 1) that are the trigger's own, by hash: is it held out, and which is chosen."""

    held: float
    choice: float


class Choice(NamedTuple):
    """`gesture`: place among the policy's; `propensities`: (gestures,), the holdout counted in."""

    gesture: int
    propensities: Floats


def choose(
    policy: Policy, kind: Kind, costs: Floats, allowed: Mask, price: float, shares: Shares, coins: Coins
) -> Choice:
    """Thompson sampling over stored draws (Thompson 1933), so that every propensity is exact and repeatable.

    `allowed`: (gestures,), eligible, under the caps and not above what is left of the budget. `costs`: money.
    `price`: see `price_now`. The same policy, trigger and coins choose the same on every worker.
    """
    values = policy.values(policy.encoding.row(kind), policy.worth_of(kind))
    return drawn(values, costs, allowed, price, shares, coins)


def drawn(values: Floats, costs: Floats, allowed: Mask, price: float, shares: Shares, coins: Coins) -> Choice:
    """By `values`, (draws, gestures), money before costs; who is held out gets nothing."""
    own = likely(values, costs, allowed, price, shares.floor)
    told = (1 - shares.holdout) * own
    told[NOTHING] += shares.holdout
    return Choice(NOTHING if coins.held < shares.holdout else _fallen(own, coins.choice), told)


def likely(values: Floats, costs: Floats, allowed: Mask, price: float, floor: float) -> Floats:
    """(gestures,), adds up to 1, 0 where not allowed: the share of draws in which each brings most."""
    may = allowed.copy()
    may[NOTHING] = True
    best = np.where(may, values - (1 + price) * costs, -np.inf).argmax(1)
    return np.asarray(
        (1 - floor) * np.bincount(best, minlength=len(may)) / len(best) + floor * may / may.sum()
    )


def _fallen(own: Floats, coin: float) -> int:
    """The place at which the coin falls; never one that isn't likely at all."""
    steps = np.cumsum(own)
    return int(np.searchsorted(steps, coin * steps[-1], side="right"))
