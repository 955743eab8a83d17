"""Finished triggers and their propensities → what gestures did against doing nothing, with 95 % intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Ints, Mask
from features.interventions.choosing import NOTHING

LEAST_EFFECTIVE = 200.0  # effective sample below which nothing is said
SURE = 1.959964  # standard normal, 95 % on both sides
FEWEST_CUSTOMERS = 30  # on either side
RIDGE = 1.0


class Effect(NamedTuple):
    """Per trigger, in the outcome's unit; `effective`: of how many even triggers it is worth."""

    effect: float
    low: float
    high: float
    triggers: int
    effective: float


class Finished(NamedTuple):
    """Triggers whose time is up and whose outcome could be followed, (n,); propensities (n, gestures).

    `outcome`: stayed as 0 or 1, or money. `propensities`: of what was done, the holdout counted in.
    """

    outcome: Floats
    gesture: Ints
    propensities: Floats
    held: Mask
    customer: Ints
    rows: Floats


def against_holdout(finished: Finished) -> Effect | None:
    """All that was done outside of the holdout against the holdout; None: not enough yet.

    Difference of means; a customer's triggers go together into the variance (Liang and Zeger 1986).
    """
    held, outcome = finished.held, finished.outcome
    sides = [len(np.unique(finished.customer[side])) for side in (held, ~held)]
    if min(sides) < FEWEST_CUSTOMERS:
        return None
    means = [float(outcome[side].mean()) for side in (held, ~held)]
    own = np.where(held, -(outcome - means[0]) / held.sum(), (outcome - means[1]) / (~held).sum())
    effective = 4.0 / (1 / held.sum() + 1 / (~held).sum())
    return _told(means[1] - means[0], own, finished.customer, len(outcome), float(effective))


def of_gesture(finished: Finished, gesture: int) -> Effect | None:
    """A gesture against nothing, over the triggers upon which it could be given; None: not enough yet.

    Doubly robust (Dudík, Langford and Li 2011) with a ridge on kinds as the model and weights that are normed
    (SNIPS, Swaminathan and Joachims 2015); refused below LEAST_EFFECTIVE.
    """
    could = np.flatnonzero((finished.propensities[:, gesture] > 0) & (finished.propensities[:, NOTHING] > 0))
    if len(could) == 0:
        return None
    part = Finished._make(column[could] for column in finished)
    weights = [_weights(part, arm) for arm in (gesture, NOTHING)]
    effective = min(_effective(weight) for weight in weights)
    if effective < LEAST_EFFECTIVE:
        return None
    beyond = part.outcome - _expected(part)
    with_, without = (_normed(weight, beyond) for weight in weights)
    effect = float(with_.sum() - without.sum())
    own = (weights[0] * (beyond - with_.sum())) / weights[0].sum()
    own = own - (weights[1] * (beyond - without.sum())) / weights[1].sum()
    return _told(effect, own, part.customer, len(could), effective)


def _weights(part: Finished, gesture: int) -> Floats:
    return np.asarray((part.gesture == gesture) / part.propensities[:, gesture])


def _effective(weight: Floats) -> float:
    """Kish's: (sum of weights)² over the sum of their squares."""
    return float(weight.sum() ** 2 / max((weight**2).sum(), 1e-12))


def _normed(weight: Floats, beyond: Floats) -> Floats:
    return np.asarray(weight * beyond / weight.sum())


def _expected(part: Finished) -> Floats:
    """What is expected of a kind whatever is done; it takes noise away and can't bias the difference."""
    square = part.rows.T @ part.rows + RIDGE * np.eye(part.rows.shape[1])
    return np.asarray(part.rows @ np.linalg.solve(square, part.rows.T @ part.outcome))


def _told(effect: float, own: Floats, customer: Ints, triggers: int, effective: float) -> Effect:
    """`own`: every trigger's part in the error, summed by customer."""
    _, of = np.unique(customer, return_inverse=True)
    parts = np.bincount(of, weights=own)
    spread = SURE * float(np.sqrt((parts**2).sum() * len(parts) / (len(parts) - 1)))
    return Effect(effect, effect - spread, effect + spread, triggers, effective)
