"""Outcomes → what each gesture does for each kind of customer, and how sure that is: draws to choose by.

Linear effects under one hierarchical normal prior, of purchases and stars at once: stars come sooner and tell
of purchases as far as both tend to move together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from features.interactions import Floats, Mask
from features.interventions.normal import Equations, Seen, equations
from features.interventions.outcomes import LEAST_KNOWN, Outcomes, known_share

MAIN = 0.06  # prior standard deviation of a gesture's effect on the share who stay
DIFFERENCE = 0.035  # and of what a kind of customer adds to it
ALIKE = 0.5  # correlation between gestures
TOGETHER = 0.6  # correlation of the effect on staying with the effect on stars
STARS = 5.0  # stars per share who stay: how effects on the two compare in size
DRAWS = 100
BOLDNESS = 0.3  # standard deviations that draws are spread by: 1 explores more than a season can repay
FEWEST_STARS = 30
Epochs = Sequence[tuple[int, float]]  # (gesture, from which day on it does something else)


class Learned(NamedTuple):
    """`mean`: (gestures, width); `draws`: (draws, gestures, width); `parts`: by outcome."""

    mean: Floats
    draws: Floats
    parts: list[tuple[Equations, Floats]]


def learn(outcomes: Outcomes, pays: Floats, epochs: Epochs, boldness: float, seed: int) -> Learned:
    """The posterior and DRAWS draws of it; the same outcomes and seed give the same draws.

    `pays`: (gestures,), the effect on the share who stay at which each is worth what it costs. That is what
    is expected before anything is known: a shop offers what it takes to be about worth it.
    """
    gestures = len(pays)
    parts = [equations(seen, gestures, len(outcomes.at)) for seen in _seen(outcomes, epochs)]
    width = outcomes.rows.shape[1]
    size = (gestures - 1) * width
    precision = prior(gestures, width)
    pull = precision @ _expected(pays, width)
    for n, part in enumerate(parts):
        own = slice(n * size, (n + 1) * size)
        precision[own, own] += part.precision
        pull[own] += part.pull
    root = np.linalg.cholesky(precision)
    mean = np.linalg.solve(root.T, np.linalg.solve(root, pull))
    noise = np.random.default_rng(seed).standard_normal((len(mean), DRAWS))
    draws = (mean[:, None] + boldness * np.linalg.solve(root.T, noise))[:size]
    own_means = [_by_gesture(mean[n * size : (n + 1) * size], gestures) for n in range(len(parts))]
    return Learned(
        _by_gesture(mean[:size], gestures),
        np.stack([_by_gesture(draw, gestures) for draw in draws.T]),
        list(zip(parts, own_means, strict=True)),
    )


def prior(gestures: int, width: int) -> Floats:
    """Precision, (2 × (gestures - 1) × width) squared: gestures alike, purchases and stars together."""
    others = gestures - 1
    alike = ALIKE + (1 - ALIKE) * np.eye(others)
    of_columns = np.diag(np.concatenate([[MAIN**-2], np.full(width - 1, DIFFERENCE**-2)]))
    both = np.array([[1.0, TOGETHER * STARS], [TOGETHER * STARS, STARS**2]])
    return np.asarray(np.kron(np.linalg.inv(both), np.kron(np.linalg.inv(alike), of_columns)))


def _expected(pays: Floats, width: int) -> Floats:
    """Prior mean, in step with `prior`: the same of every kind of customer, stars as far as they go along."""
    mean = np.zeros((2, len(pays) - 1, width))
    mean[:, :, 0] = np.outer([1.0, STARS], pays[1:])
    return mean.ravel()


def _seen(outcomes: Outcomes, epochs: Epochs) -> list[Seen]:
    """Purchases by the share that is known of them, and stars where there are any."""
    share = known_share(outcomes)
    may = outcomes.followed & (share > LEAST_KNOWN) & _current(outcomes, epochs)
    stays = outcomes.stayed[may].sum() / max(share[may].sum(), 1.0)
    chance = np.clip(share * stays, 0.01, 0.99)
    found = [_of(outcomes, may, outcomes.stayed.astype(np.float64), share, 1 / (chance * (1 - chance)))]
    rated = ~np.isnan(outcomes.stars) & _current(outcomes, epochs)
    if rated.sum() >= FEWEST_STARS:
        sure = np.full(len(rated), 1 / max(float(outcomes.stars[rated].var()), 0.1))
        found.append(_of(outcomes, rated, outcomes.stars, np.ones(len(rated)), sure))
    return found


def _of(outcomes: Outcomes, which: Mask, outcome: Floats, share: Floats, weight: Floats) -> Seen:
    place = np.flatnonzero(which)
    return Seen(
        place, outcomes.rows[place], outcomes.gesture[place], outcome[place], share[place], weight[place]
    )


def _current(outcomes: Outcomes, epochs: Epochs) -> Mask:
    """Not what a gesture did before it changed."""
    keep = np.ones(len(outcomes.at), dtype=bool)
    for gesture, since in epochs:
        keep &= (outcomes.gesture != gesture) | (outcomes.at >= since)
    return keep


def _by_gesture(flat: Floats, gestures: int) -> Floats:
    return np.concatenate([np.zeros((1, len(flat) // (gestures - 1))), flat.reshape(gestures - 1, -1)])
