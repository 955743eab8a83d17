"""Scores → the pictures and the table of how well each method foresaw what customers then took."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from service.engine.ranker import HEADS, Head
from service.html.parts import Figure, Table
from training.charts import Bar, bar_chart
from training.evaluation.figures import Evaluation, Score
from training.evaluation.table import best_first
from training.report.pieces import Section
from training.report.voice import Voice

CHARTED: Head = "all"  # the kind of target that the shop's chart is about


def quality(found: Evaluation, say: Voice) -> Section:
    """The blend beside every source alone and the simple baselines."""
    figures = [figure for head in HEADS if (figure := _figure(found.scores, head, say))]
    said = (
        [say("quality.said", days=say.counted("days", found.horizon_days))]
        if figures
        else [say("nothing.why")]
    )
    return Section("quality", said, figures, [_table(found.scores, say)] if figures else [])


def write_chart(path: Path, scores: Sequence[Score], locale: str) -> None:
    """The chart as SVG, its dark version beside it as `<name>-dark.svg`; none where nobody came back."""
    if figure := _figure(scores, CHARTED, Voice(locale)):
        path.write_text(figure.picture.light, "utf-8")
        path.with_name(f"{path.stem}-dark.svg").write_text(figure.picture.dark, "utf-8")


def _figure(scores: Sequence[Score], head: Head, say: Voice) -> Figure | None:
    shown = [score for score in best_first(scores) if score.targets == head and score.customers]
    if not shown:
        return None
    bars = [_bar(score, say) for score in shown]
    each = [say("of", name=bar.name, value=bar.label, span=say.span(bar.low, bar.high)) for bar in bars]
    told = say("told", what=say("ndcg"), summary="; ".join(each))
    picture = bar_chart(bars, say("ndcg.axis"), say("method"), say.locale)
    return Figure(picture, say(f"figure.{head}"), told)


def _bar(score: Score, say: Voice) -> Bar:
    name, label = say.named("method", score.method), say.figure(score.ndcg)
    return Bar(name, score.ndcg, score.ndcg_low, score.ndcg_high, label, score.kind == "blend")


def _table(scores: Sequence[Score], say: Voice) -> Table:
    names = ("method", "kind", "targets", "customers", "ndcg", "interval95", "lead", "recall")
    return Table(
        say("table"), [say(name) for name in names], [_row(score, say) for score in best_first(scores)]
    )


def _row(score: Score, say: Voice) -> list[str | float | None]:
    name = say.named("method", score.method)
    what: list[str | float | None] = [
        name,
        say(f"kind.{score.kind}"),
        say(f"targets.{score.targets}"),
        score.customers,
    ]
    lead = None if score.kind == "blend" else led(score.lead, score.lead_low, score.lead_high, say)
    return [*what, score.ndcg, say.span(score.ndcg_low, score.ndcg_high), lead, score.recall]


def led(lead: float, low: float, high: float, say: Voice) -> str:
    """A lead with its interval."""
    return f"{say.change(lead)} ({say('span', low=say.change(low), high=say.change(high))})"
