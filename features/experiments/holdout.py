"""A share of visitors that is never personalised → the built-in experiment on what personalising brings."""

from __future__ import annotations

from datetime import datetime

from features.experiments.definition import HOLDOUT, Experiment, Variant


def holdout(share: float, start: datetime) -> Experiment:
    """`share` of the units, 0 to 1, gets the default page, whatever other experiments say."""
    variants = (
        Variant(name="default", weight=share, page="default"),
        Variant(name="personalised", weight=1 - share),
    )
    return Experiment(name=HOLDOUT, variants=variants, start=start, metric="revenue", smallest_effect=0.05)
