"""Scores → the report for people, and the chart in the demo's shop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from features.artifact import read_manifest
from features.settings import Settings
from service.html import render
from service.html.numbers import written
from service.texts import text
from training.charts import Bar, Picture, bar_chart
from training.evaluate import BLEND, Score
from training.job import Outcome
from training.table import best_first

CHARTED = "all"  # the kind of target that the shop's chart is about


def write_chart(path: Path, scores: Sequence[Score], locale: str) -> None:
    """The chart as SVG, its dark version beside it as `<name>-dark.svg`; none where nobody came back."""
    if bars := _bars(scores, CHARTED, locale):
        picture = ranking_quality(bars, locale)
        path.write_text(picture.light, "utf-8")
        path.with_name(f"{path.stem}-dark.svg").write_text(picture.dark, "utf-8")


def write_report(path: Path, settings: Settings, outcome: Outcome) -> None:
    """The report of one training as one self-contained HTML file."""
    locale, scores, pictures = settings.locale, outcome.scores, {}
    manifest = read_manifest(Path(settings.artifacts) / outcome.version)
    for targets in ("all", "new"):
        if bars := _bars(scores, targets, locale):
            pictures[targets] = (ranking_quality(bars, locale), described(bars, locale))
    rows = [_row(score, locale) for score in best_first(scores)]
    html = render("report.html", locale, manifest=manifest, pictures=pictures, rows=rows)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(html, "utf-8")
    draft.rename(path)


def _row(score: Score, locale: str) -> list[str | float]:
    name, targets = name_of(score.method, locale), text(locale, f"report.targets.{score.targets}")
    return [name, targets, score.customers, score.ndcg, score.ndcg_low, score.ndcg_high, score.recall]


def _bars(scores: Sequence[Score], targets: str, locale: str) -> list[Bar]:
    return [
        Bar(
            name_of(s.method, locale),
            s.ndcg,
            s.ndcg_low,
            s.ndcg_high,
            written(s.ndcg, locale, 3),
            s.method == BLEND,
        )
        for s in scores
        if s.targets == targets and s.customers
    ]


def ranking_quality(bars: Sequence[Bar], locale: str) -> Picture:
    """NDCG@10 by method, with 95 % intervals. Raises ValueError without bars."""
    return bar_chart(bars, text(locale, "chart.ndcg"), text(locale, "chart.source"), locale)


def described(bars: Sequence[Bar], locale: str) -> str:
    """The same numbers as one sentence: what a reader who doesn't see the chart is told."""
    each = (
        text(
            locale,
            "chart.bar",
            name=b.name,
            value=b.label,
            low=written(b.low, locale, 3),
            high=written(b.high, locale, 3),
        )
        for b in bars
    )
    return text(locale, "chart.ndcg_of", summary="; ".join(each))


def name_of(method: str, locale: str) -> str:
    """A method as people call it."""
    return text(locale, f"method.{method.replace(' ', '_')}")
