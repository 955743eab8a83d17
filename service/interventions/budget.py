"""The day's budget, paced: money lasts until the evening instead of being gone by noon."""

from __future__ import annotations

from typing import NamedTuple

from features.clock import HOUR
from features.interventions.definition import GoodwillRule
from features.localdays import begin_of_day, local_date
from service.store.protocol import Reader

AHEAD = 3 * HOUR  # so much of the day's share may be spent before its time


class Purse(NamedTuple):
    """A day's `budget` and what is `spent` of it, money; `elapsed`: the share of the day that is over."""

    budget: float
    spent: float
    elapsed: float
    left: float


def purse_now(store: Reader, rule: GoodwillRule, now: int, zone: str) -> Purse:
    """`left`: money that may be spent at a moment; never more than is left of the day's budget."""
    today = local_date(now, zone)
    begins, ends = begin_of_day(today, zone), begin_of_day(today + 1, zone)
    gone = min((now + AHEAD - begins) / (ends - begins), 1.0)
    budget, spent = rule.daily_budget, store.spent(begins, ends)
    return Purse(budget, spent, (now - begins) / (ends - begins), max(budget * gone - spent, 0.0))
