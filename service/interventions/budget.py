"""The day's budget, paced: money lasts until the evening instead of being gone by noon."""

from __future__ import annotations

from features.clock import HOUR
from features.interventions.definition import GoodwillRule
from features.localdays import begin_of_day, local_date
from service.store.protocol import Reader

AHEAD = 3 * HOUR  # so much of the day's share may be spent before its time


def left_now(store: Reader, rule: GoodwillRule, now: int, zone: str) -> float:
    """EUR that may be spent at a moment; never more than is left of the day's budget."""
    today = local_date(now, zone)
    begins, ends = begin_of_day(today, zone), begin_of_day(today + 1, zone)
    gone = min((now + AHEAD - begins) / (ends - begins), 1.0)
    return max(rule.daily_budget * gone - store.spent(begins, ends), 0.0)
