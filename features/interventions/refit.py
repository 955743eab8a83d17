"""Outcomes so far and the policy before → the policy of the next day, as it is stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from features.interactions import Floats, Mask
from features.interventions.changes import change
from features.interventions.encoding import Encoding
from features.interventions.learning import BOLDNESS, learn
from features.interventions.outcomes import Outcomes
from features.interventions.policy import Change, Policy
from features.interventions.pricing import price_of_day

BOLD_AFTER_CHANGE = 0.5  # boldness for as many days after a gesture was found to have changed
BOLD_DAYS = 24.0


def refit(
    outcomes: Outcomes,
    gestures: Sequence[str],
    encoding: Encoding,
    worth: dict[str, float],
    costs: Floats,
    before: tuple[Change, ...] = (),
    seed: int = 0,
    boldness: float = BOLDNESS,
) -> Policy:
    """Without a price, see `priced`. `before`: the changes that the last policy knew, none is forgotten.

    `gestures`: in the order of `outcomes.gesture`; one that is new has no outcomes and is as its prior, worth
    about its `costs` (money).
    """
    epochs = [(gestures.index(one.gesture), one.since) for one in before if one.gesture in gestures]
    bold = max(boldness, BOLD_AFTER_CHANGE) if _lately(before, outcomes.now) else boldness
    pays = costs / worth[""] if worth[""] > 0 else np.zeros(len(costs))
    learned = learn(outcomes, pays, epochs, bold, seed)
    found = change(outcomes, learned, epochs)
    return Policy(
        gestures=tuple(gestures),
        encoding=encoding,
        mean=learned.mean,
        draws=learned.draws,
        worth=worth,
        changes=(*before, Change(gestures[found[0]], found[1], outcomes.now)) if found else before,
        learned_from=len(outcomes.at),
    )


def priced(
    policy: Policy, rows: Floats, worth: Floats, costs: Floats, allowed: Mask, day: tuple[float, float, float]
) -> Policy:
    """With the price of a budget, from the triggers of the last days outside of the holdout.

    `rows`, `worth` (money), `allowed`: theirs. `day`: triggers a day, money a day, the floor.
    """
    values = worth[:, None] * (rows @ policy.mean.T)
    return replace(policy, price=price_of_day(values, costs, allowed, *day))


def _lately(changes: tuple[Change, ...], now: float) -> bool:
    return any(now - one.found < BOLD_DAYS for one in changes)


def worths(levels: Sequence[str], value: Floats, stayed: Mask, prior: float = 5.0) -> dict[str, float]:
    """Money of one who stays, by level; few are drawn to the mean of all, which stands under `""`.

    `value`: money, read only where `stayed`; `prior`: customers that the overall mean counts as.
    """
    overall = float(value[stayed].mean()) if stayed.any() else 0.0
    found = {"": overall}
    of = np.asarray(levels)
    for level in sorted(set(levels)):
        own = stayed & (of == level)
        found[level] = float((value[own].sum() + prior * overall) / (own.sum() + prior))
    return found
