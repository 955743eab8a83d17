"""A trial → what is lost where the ranking has to do without one source, or without what a feature says.

Without a source everything is fitted and scored again, a feature is only shuffled. The same customers with
and without, in the newest window; the interval is that of the paired difference.
Kept beside the versions as `ablation.json`, for reports to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from features.artifact import Array
from features.artifact.bundle import writing
from features.clock import DAY, system_clock, to_text
from features.disk import write
from service.engine.ranker import Head
from training.evaluation.bootstrap import intervals
from training.evaluation.evaluate import Ranked, Scored
from training.evaluation.pool import NDCG, RECALL
from training.evaluation.shuffling import Shuffled, shuffled
from training.trial import Trial

FILE = "ablation.json"


class Loss(Struct, frozen=True, kw_only=True):
    """What NDCG@10 and Recall@20 lose without a source, with 95 % intervals; below 0: it did harm."""

    without: str
    targets: Head
    customers: int
    ndcg: float
    ndcg_low: float
    ndcg_high: float
    recall: float
    recall_low: float
    recall_high: float


class Ablation(Struct, frozen=True, kw_only=True):
    """All losses of one run. No person is in it."""

    created_at: str
    data_until: str
    recipe_hash: str
    horizon_days: float
    losses: list[Loss]
    features: list[Shuffled] = []


def ablate(trial: Trial) -> Ablation:
    """Every source left out once, and every feature shuffled."""
    (whole,) = trial.evaluate(1)
    lists, blend = trial.newest()
    trial.progress("shuffling each feature among a customer's candidates")
    features = list(shuffled(lists, blend, trial.recipe.seed)) if lists else []
    losses: list[Loss] = []
    for name in trial.sources:
        trial.progress(f"learning and ranking without {name}")
        (left,) = trial.without(name).evaluate(1)
        losses += _losses(name, whole, left)
    return Ablation(
        created_at=to_text(system_clock()),
        data_until=to_text(trial.until),
        recipe_hash=trial.recipe.hash,
        horizon_days=trial.horizon / DAY,
        losses=losses,
        features=features,
    )


def _losses(name: str, whole: Scored, left: Scored) -> Iterator[Loss]:
    for head, ranked in whole.by_head.items():
        if not ranked.customers:
            continue
        lost = _reached(ranked) - _reached(left.by_head[head])
        spans, (ndcg, recall) = intervals(lost), lost.mean(axis=0).tolist()
        (ndcg_low, ndcg_high), (recall_low, recall_high) = spans.tolist()
        yield Loss(
            without=name,
            targets=head,
            customers=len(lost),
            ndcg=ndcg,
            ndcg_low=ndcg_low,
            ndcg_high=ndcg_high,
            recall=recall,
            recall_low=recall_low,
            recall_high=recall_high,
        )


def _reached(ranked: Ranked) -> Array:
    """The blend's NDCG@10 and Recall@20, customer by customer."""
    return np.stack(ranked.figures)[:, 0, [NDCG, RECALL]]


def keep_ablation(root: Path, ablation: Ablation) -> None:
    """Beside the versions, in place of the one before. Raises NotPublished."""
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        draft = root / f".{FILE}"
        write(draft, msgspec.json.format(msgspec.json.encode(ablation)))
        draft.rename(root / FILE)


def read_ablation(root: Path) -> Ablation | None:
    """The last one; None where there is none that can be read."""
    try:
        return msgspec.json.decode((root / FILE).read_bytes(), type=Ablation)
    except (OSError, msgspec.DecodeError):
        return None
