"""A season of triggers → what who learns, or knows the truth, gives in it under one budget and caps."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from features.experiments.assignment import bucket
from features.interactions import Floats, Ints, Mask
from features.interventions.choosing import NOTHING, Coins, Shares, drawn
from features.interventions.pricing import price_now, price_of_day
from training.demo.gesture_triggers import Triggers
from training.demo.gestures import COSTS, GESTURES

BUDGET = 1.5  # EUR a day per trigger of a day
SHARES = Shares()
MOST, WITHIN, COOL_DOWN = (
    2,
    90.0,
    30.0,
)  # gestures per customer in so many days; days until the same one again
LATELY = 14  # days whose triggers set the price
FIRST_PRICE = 1.0


class Played(NamedTuple):
    """(n,): what was given, who was held out; (n, gestures): propensities, what was allowed."""

    gesture: Ints
    propensities: Floats
    allowed: Mask
    held: Mask


class Player(Protocol):
    """Who values gestures: EUR each brings before its cost."""

    def learn(self, now: float, played: Played) -> None:
        """What became of all triggers so far, once a day."""

    def values(self, trigger: int) -> Floats:
        """(draws, gestures)."""

    def means(self, first: int, last: int) -> Floats:
        """(last - first, gestures)."""


def play(triggers: Triggers, player: Player, per_day: float, seed: int) -> Played:
    """Raises AssertionError when a day's budget or a customer's cap was passed."""
    count, budget = len(triggers.at), BUDGET * per_day
    held = np.array([bucket(f"holdout {seed}", str(n)) for n in range(count)])
    coins = np.random.default_rng([9, seed]).random(count)
    played = Played(
        np.zeros(count, dtype=np.int64),
        np.zeros((count, len(GESTURES))),
        np.zeros((count, len(GESTURES)), dtype=bool),
        held < SHARES.holdout,
    )
    given: dict[int, list[tuple[float, int]]] = defaultdict(list)
    days = np.searchsorted(triggers.at, np.arange(int(triggers.at[-1]) + 2))
    for day, (first, last) in enumerate(pairwise(days)):
        player.learn(float(day), so_far(played, first))
        price = price_on(triggers, player, played, days, day, budget)
        spent = 0.0
        for n in range(first, last):
            own = given[int(triggers.customer[n])]
            may = allowed(own, triggers.at[n]) & (budget - spent >= COSTS)
            now = price_now(price, spent, budget, triggers.at[n] - day)
            choice = drawn(player.values(n), COSTS, may, now, SHARES, Coins(held[n], coins[n]))
            played.gesture[n], played.propensities[n], played.allowed[n] = *choice, may
            spent += COSTS[choice.gesture]
            if choice.gesture != NOTHING:
                own.append((float(triggers.at[n]), choice.gesture))
                assert sum(at > triggers.at[n] - WITHIN for at, _ in own) <= MOST, "a cap was passed"
        assert spent <= budget, "a budget was passed"
    return played


def so_far(played: Played, count: int) -> Played:
    """What was done upon the first triggers."""
    return Played._make(part[:count] for part in played)


def allowed(own: list[tuple[float, int]], at: float) -> Mask:
    """(gestures,): by what this customer got before; to do nothing always is."""
    lately = [(when, gesture) for when, gesture in own if when > at - WITHIN]
    may = np.full(len(GESTURES), len(lately) < MOST)
    may[[gesture for when, gesture in lately if when > at - COOL_DOWN]] = False
    may[NOTHING] = True
    return may


def price_on(
    triggers: Triggers, player: Player, played: Played, days: Ints, day: int, budget: float
) -> float:
    """From the triggers of the days before, as they would be valued today."""
    first, last = int(days[max(0, day - LATELY)]), int(days[day])
    if last - first < 30:
        return FIRST_PRICE
    kept = ~played.held[first:last]
    per_day = kept.sum() / min(day, LATELY)
    may = played.allowed[first:last][kept]
    return price_of_day(player.means(first, last)[kept], COSTS, may, per_day, budget, SHARES.floor)


def reward(triggers: Triggers, played: Played) -> Floats:
    """(n,): EUR that is expected, by the truth, beyond doing nothing and after the gesture's cost."""
    every = np.arange(len(triggers.at))
    more = triggers.chance[every, played.gesture] - triggers.chance[:, NOTHING]
    return np.asarray(more * triggers.worth - COSTS[played.gesture])
