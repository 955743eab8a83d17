"""Scores → what the lists show: how much of the catalogue, how surprising, how much of it had before."""

from __future__ import annotations

from service.engine.ranker import HEADS, Head
from service.html.parts import Figure, Table
from training.charts import Bar, bar_chart
from training.evaluation.figures import Evaluation, Score
from training.report.pieces import Section
from training.report.voice import Voice


def spread(found: Evaluation, say: Voice) -> Section:
    """Of the first ten places of everybody, method by method."""
    figures = [figure for head in HEADS if (figure := _figure(found, head, say))]
    if not figures:
        return Section("spread", [say("nothing.why")])
    return Section("spread", [say("spread.said")], figures, [_table(found, say)])


def _figure(found: Evaluation, head: Head, say: Voice) -> Figure | None:
    shown = [score for score in found.scores if score.targets == head and score.customers]
    if not shown:
        return None
    bars = sorted((_bar(score, say) for score in shown), key=lambda bar: -bar.value)
    summary = "; ".join(f"{bar.name} {bar.label}" for bar in bars)
    items = say.number(max(score.items for score in shown))
    picture = bar_chart(bars, say("spread.axis", items=items), say("method"), say.locale)
    return Figure(picture, say(f"spread.figure.{head}"), say("told", what=say("coverage"), summary=summary))


def _bar(score: Score, say: Voice) -> Bar:
    percent, name = 100 * score.coverage, say.named("method", score.method)
    return Bar(name, percent, percent, percent, say.share(score.coverage), score.kind == "blend")


def _table(found: Evaluation, say: Voice) -> Table:
    names = ("method", "targets", "coverage", "diversity", "novelty", "repeats")
    rows = [_row(score, say) for score in found.scores]
    return Table(say("table.spread"), [say(name) for name in names], rows, digits=1)


def _row(score: Score, say: Voice) -> list[str | float | None]:
    diverse = None if score.diversity is None else 100 * score.diversity
    shown = [100 * score.coverage, diverse, score.novelty, 100 * score.repeats]
    return [say.named("method", score.method), say(f"targets.{score.targets}"), *shown]
