"""What an evaluation found, as data: by method, by window, by group of customers. No person is in it.

A customer counts once, with the mean over the windows they came back in. Low and high are the ends of the
95 % bootstrap interval over customers; `lead` is the blend minus the other, customer by customer.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from features.artifact import Notice
from service.engine.ranker import Head

Kind = Literal["blend", "source", "baseline"]
OTHER = "other"  # the groups that are too small to be told apart, together
UNSAID = "not said"


class Score(Struct, frozen=True, kw_only=True):
    """One method on one kind of target.

    `kind`: the blend, a source alone, or a simple baseline. Of the first ten: `coverage`, the share of the
    `items` of the catalogue that stand in anybody's, in the newest window; `novelty`, mean bits of surprise
    (Zhou et al. 2010); `repeats`, the share the customer had before; `diversity`, the share of pairs of
    different categories, None where there are none.
    """

    method: str
    kind: Kind
    targets: Head
    customers: int
    ndcg: float
    ndcg_low: float
    ndcg_high: float
    recall: float
    lead: float
    lead_low: float
    lead_high: float
    coverage: float
    items: int
    novelty: float
    repeats: float
    diversity: float | None


class Slice(Struct, frozen=True, kw_only=True):
    """The blend and the best simple baseline for a part of the customers.

    `by` and `value`: `window` and its cut (RFC 3339); `events` before the cut, 0, 1–4 or 5+; `known`,
    `customer` or `stranger`; `country`, `age_band` and `segment` as the shop said them, or `not said`.
    Small groups are `other`.
    """

    by: str
    value: str
    targets: Head
    customers: int
    ndcg: float
    ndcg_low: float
    ndcg_high: float
    recall: float
    baseline: str
    baseline_ndcg: float
    baseline_recall: float
    lead: float
    lead_low: float
    lead_high: float


class Evaluation(Struct, frozen=True, kw_only=True):
    """Newest window first; `cohorts` has no group of fewer than 30 customers."""

    scores: list[Score]
    windows: list[Slice]
    cohorts: list[Slice]
    counts: dict[str, int]
    horizon_days: float
    notices: list[Notice]
