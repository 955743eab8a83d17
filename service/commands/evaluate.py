"""`zuvor evaluate`: the same evaluation as in training, nothing published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from features.settings import Settings
from service.commands.flags import DURATION, as_json, as_of, with_settings
from service.commands.out import give, give_json, say, stages, table

if TYPE_CHECKING:
    from training.evaluation.ablation import Ablation, Loss

LOST = ("without", "targets", "customers", "loss of NDCG@10 (95 %)", "loss of Recall@20 (95 %)")


@click.command(epilog="Example: zuvor evaluate --horizon 28d --json")
@as_of
@click.option("--horizon", type=DURATION, help="How much time the ranking is held against, e.g. 28d.")
@click.option(
    "--ablate", is_flag=True, help="What is lost without each source; takes minutes, reports show it."
)
@as_json
@with_settings("store", "artifacts", "locale", "consent_default")
def command(settings: Settings, as_of: int, horizon: int | None, ablate: bool, as_json: bool) -> None:
    """How well would the page have foreseen what customers did."""
    if ablate:
        leave_out(settings, as_of, horizon, as_json)
        return
    from service.store import open_store
    from training.evaluation.table import table as tables
    from training.findings.notices import sentence
    from training.job import evaluate

    store = open_store(settings.store)
    with stages() as progress:
        found = evaluate(store, settings, as_of=as_of, horizon=horizon, progress=progress)
    store.close()
    if as_json:
        give_json(found)
    else:
        give(tables(found))
        for notice in found.notices:
            give(sentence(notice, settings.locale))


def leave_out(settings: Settings, as_of: int, horizon: int | None, as_json: bool) -> None:
    """What each source contributes: printed, and kept for reports."""
    from service.store import open_store
    from training.evaluation.ablation import FILE
    from training.job import ablation

    store = open_store(settings.store)
    with stages() as progress:
        found = ablation(store, settings, as_of=as_of, horizon=horizon, progress=progress)
    store.close()
    give_json(found) if as_json else give(lost(found))
    say(f"kept for reports: {Path(settings.artifacts) / FILE}")


def lost(found: Ablation) -> str:
    """The greatest loss first, by kind of target."""
    losses = sorted(found.losses, key=lambda loss: (loss.targets, -loss.ndcg))
    return table(LOST, [_row(loss) for loss in losses]) if losses else "nobody came back: nothing can be lost"


def _row(loss: Loss) -> tuple[str | int, ...]:
    ndcg = f"{loss.ndcg:+.4f} ({loss.ndcg_low:+.4f} to {loss.ndcg_high:+.4f})"
    recall = f"{loss.recall:+.4f} ({loss.recall_low:+.4f} to {loss.recall_high:+.4f})"
    return loss.without, loss.targets, loss.customers, ndcg, recall
