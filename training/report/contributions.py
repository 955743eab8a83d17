"""What each source and each feature brings → pictures: what is lost without it, what trees gain by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from features.artifact import Manifest
from service.engine.ranker import HEADS, Head
from training.charts import Bar, bar_chart
from training.evaluation.ablation import Ablation, Loss
from training.report.pieces import Figure, Section, Table
from training.report.quality import led
from training.report.voice import Voice

MOST = 15  # features in a picture


def contributions(manifest: Manifest, ablation: Ablation | None, say: Voice) -> Section:
    """The last ablation with its age, and the gains of the ranker's features where training told them."""
    gains: Mapping[str, Mapping[str, float]] = manifest.metrics.get("contributions", {})
    shares = [figure for head in HEADS if (figure := _gains(gains.get(head, {}), head, say))]
    if ablation is None:
        return Section("contributions", [say("ablation.none")], shares)
    losses = [figure for head in HEADS if (figure := _losses(ablation.losses, head, say))]
    said = [say("ablation.said"), _age(ablation, manifest, say)]
    return Section("contributions", said, losses + shares, [_table(ablation, say)])


def _age(ablation: Ablation, manifest: Manifest, say: Voice) -> str:
    recipe = "same" if ablation.recipe_hash == manifest.recipe_hash else "other"
    measured, now = say.day(ablation.data_until), say.day(manifest.data_until)
    return say(f"ablation.age.{recipe}", day=measured, now=now)


def _losses(losses: Sequence[Loss], head: Head, say: Voice) -> Figure | None:
    mine = [loss for loss in losses if loss.targets == head]
    if not mine:
        return None
    bars = sorted((_bar(loss, say) for loss in mine), key=lambda bar: -bar.value)
    each = [say("of", name=b.name, value=b.label, span=say.span(b.low, b.high)) for b in bars]
    told = say("told", what=say("ablation.loss"), summary="; ".join(each))
    picture = bar_chart(bars, say("ablation.axis"), say("ablation.without"), say.locale)
    return Figure(picture, say(f"ablation.figure.{head}"), told)


def _bar(loss: Loss, say: Voice) -> Bar:
    """Marked where it is shown to bring something."""
    name = say.named("source", loss.without)
    return Bar(name, loss.ndcg, loss.ndcg_low, loss.ndcg_high, say.change(loss.ndcg), loss.ndcg_low > 0)


def _gains(shares: Mapping[str, float], head: Head, say: Voice) -> Figure | None:
    best = sorted(shares.items(), key=lambda pair: -pair[1])[:MOST]
    if not best:
        return None
    bars = [
        Bar(say.named("feature", n), 100 * share, 100 * share, 100 * share, say.share(share))
        for n, share in best
    ]
    summary = "; ".join(f"{bar.name} {bar.label}" for bar in bars)
    told = say("told", what=say("gains"), summary=summary)
    picture = bar_chart(bars, say("gains.axis"), say("gains.feature"), say.locale)
    return Figure(picture, say(f"gains.figure.{head}", count=len(best)), told)


def _table(ablation: Ablation, say: Voice) -> Table:
    names = ("ablation.without", "targets", "customers", "ablation.loss", "ablation.recall")
    losses = sorted(ablation.losses, key=lambda loss: (loss.targets, -loss.ndcg))
    return Table(say("table.ablation"), [say(name) for name in names], [_row(loss, say) for loss in losses])


def _row(loss: Loss, say: Voice) -> list[str | float | None]:
    name, targets = say.named("source", loss.without), say(f"targets.{loss.targets}")
    lost = led(loss.ndcg, loss.ndcg_low, loss.ndcg_high, say)
    return [name, targets, loss.customers, lost, led(loss.recall, loss.recall_low, loss.recall_high, say)]
