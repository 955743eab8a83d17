"""Serving recipe against new recipe, both fitted on the same earlier cut: which one is published, and why."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from training.evaluate import Gains, interval


class Verdict(Struct, frozen=True, kw_only=True):
    """`publish_new`: the new recipe goes out; `sentence` says so and why."""

    publish_new: bool
    sentence: str


FIRST = Verdict(publish_new=True, sentence="Published: the first model of this shop.")
FORCED = Verdict(publish_new=True, sentence="Published without comparing, as told by --force.")
SAME = Verdict(publish_new=True, sentence="Published: the serving recipe, fitted on newer data.")


def compare(serving: Gains, new: Gains) -> Verdict:
    """Paired over the same customers; the new recipe loses when NDCG@10 falls on average over both kinds."""
    change = np.concatenate([new[head] - serving[head] for head in serving])
    if not len(change):
        return Verdict(
            publish_new=True, sentence="Published: nobody came back, so nothing could be compared."
        )
    low, high = interval(change)
    figures = (
        f"NDCG@10 {change.mean():+.4f} (95 % interval {low:+.4f} to {high:+.4f}, {len(change)} rankings)"
    )
    if change.mean() < 0:
        return Verdict(
            publish_new=False,
            sentence=f"Kept the serving recipe, refitted: the new one ranks worse, {figures}.",
        )
    return Verdict(publish_new=True, sentence=f"Published: the new recipe is no worse, {figures}.")
