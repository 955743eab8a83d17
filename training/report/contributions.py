"""What each source and each feature brings → pictures of what is lost without it."""

from __future__ import annotations

from collections.abc import Sequence

from features.artifact import Manifest
from service.engine.ranker import HEADS, Head
from service.html.parts import Figure, Table
from training.charts import Bar, bar_chart
from training.evaluation.ablation import Ablation, Loss
from training.evaluation.shuffling import Shuffled
from training.report.pieces import Section
from training.report.quality import led
from training.report.voice import Voice

MOST = 15  # features in a picture


def contributions(manifest: Manifest, ablation: Ablation | None, say: Voice) -> Section:
    """The last ablation with its age: sources, then the features that are missed most."""
    if ablation is None:
        return Section("contributions", [say("ablation.none")])
    losses = [figure for head in HEADS if (figure := _losses(ablation.losses, head, say))]
    missed = [figure for head in HEADS if (figure := _missed(ablation.features, head, say))]
    said = [say("ablation.said"), _age(ablation, manifest, say)]
    return Section("contributions", said, losses + missed, [_table(ablation, say)])


def _age(ablation: Ablation, manifest: Manifest, say: Voice) -> str:
    recipe = "same" if ablation.recipe_hash == manifest.recipe_hash else "other"
    measured, now = say.day(ablation.data_until), say.day(manifest.data_until)
    return say(f"ablation.age.{recipe}", day=measured, now=now)


def _losses(losses: Sequence[Loss], head: Head, say: Voice) -> Figure | None:
    mine = (loss for loss in losses if loss.targets == head)
    bars = [
        _bar(say.named("source", one.without), one.ndcg, one.ndcg_low, one.ndcg_high, say) for one in mine
    ]
    return _figure(bars, say("ablation.without"), say(f"ablation.figure.{head}"), say)


def _missed(features: Sequence[Shuffled], head: Head, say: Voice) -> Figure | None:
    mine = sorted((one for one in features if one.targets == head), key=lambda one: -one.ndcg)[:MOST]
    bars = [_bar(one.feature, one.ndcg, one.low, one.high, say) for one in mine]
    customers = mine[0].customers if mine else 0
    title = say(f"shuffled.figure.{head}", count=len(mine), customers=customers)
    return _figure(bars, say("shuffled.feature"), title, say)


def _bar(name: str, lost: float, low: float, high: float, say: Voice) -> Bar:
    """Marked where it is shown to bring something."""
    return Bar(name, lost, low, high, say.change(lost), low > 0)


def _figure(bars: list[Bar], by: str, title: str, say: Voice) -> Figure | None:
    if not bars:
        return None
    bars.sort(key=lambda bar: -bar.value)
    each = [say("of", name=b.name, value=b.label, span=say.span(b.low, b.high)) for b in bars]
    told = say("told", what=say("ablation.loss"), summary="; ".join(each))
    return Figure(bar_chart(bars, say("ablation.axis"), by, say.locale), title, told)


def _table(ablation: Ablation, say: Voice) -> Table:
    names = ("ablation.without", "targets", "customers", "ablation.loss", "ablation.recall")
    losses = sorted(ablation.losses, key=lambda loss: (loss.targets, -loss.ndcg))
    return Table(say("table.ablation"), [say(name) for name in names], [_row(loss, say) for loss in losses])


def _row(loss: Loss, say: Voice) -> list[str | float | None]:
    name, targets = say.named("source", loss.without), say(f"targets.{loss.targets}")
    lost = led(loss.ndcg, loss.ndcg_low, loss.ndcg_high, say)
    return [name, targets, loss.customers, lost, led(loss.recall, loss.recall_low, loss.recall_high, say)]
