"""A season of decisions → the policy that chooses from now on, with the price of the budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from features.interactions import Floats
from features.interventions.definition import GoodwillRule
from features.interventions.policy import Change, Policy
from features.interventions.refit import priced, refit, worths
from training.interventions.season import Season, outcomes_of, some

FEWEST = 200  # decisions with a choice, of which something can be heard
LEAST_DAYS = 12.0  # since the first of them; before, all are drawn evenly
LATELY = 14.0  # days that set the price


class Money(NamedTuple):
    """The shop's rule, and what each gesture costs."""

    rule: GoodwillRule
    costs: Mapping[str, float]


def learned(season: Season, money: Money, before: tuple[Change, ...], now: float) -> Policy | None:
    """None: not enough yet. `before`: changes known already; `now` in days since 1970."""
    chosen = some(season, season.could)
    known = chosen.followed & (chosen.at < now)
    if known.sum() < FEWEST or now - chosen.at[0] < LEAST_DAYS:
        return None
    outcomes = outcomes_of(chosen, now)
    value = chosen.spent * money.rule.margin
    worth = worths(chosen.bands, value, outcomes.stayed)
    costs = np.array([money.costs.get(name, 0.0) for name in season.gestures])
    policy = refit(outcomes, season.gestures, season.encoding, worth, costs, before, int(now))
    return _priced(policy, chosen, costs, money.rule, now)


def _priced(policy: Policy, chosen: Season, costs: Floats, rule: GoodwillRule, now: float) -> Policy:
    """By the triggers of the last days; at first by all there are."""
    days = min(LATELY, now - float(chosen.at[0]))
    late = some(chosen, (chosen.at > now - days) & ~chosen.held)
    worth = np.array([policy.worth.get(band, policy.worth[""]) for band in late.bands])
    day = len(late.at) / days, rule.daily_budget, rule.floor
    return priced(policy, late.rows, worth, costs, late.propensities > 0, day)
