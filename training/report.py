"""Scores → the table on the terminal, the charts kept with the artifact, and the report for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from features.artifact import Manifest
from service.html import render
from service.texts import text
from training.charts import Bar, described, ranking_quality
from training.evaluate import BLEND, Score

ROW = "{:<16} {:<8} {:>9} {:>8} {:>16} {:>10}"
CHARTED = "all"  # the kind of target whose picture is kept with the model


def table(scores: Sequence[Score], horizon_days: float) -> str:
    """One line per method and kind of target, best first within each."""
    lines = [f"what customers took within {horizon_days:g} days, whole catalogue ranked"]
    lines.append(ROW.format("method", "targets", "customers", "NDCG@10", "95 % interval", "Recall@20"))
    for score in _best_first(scores):
        span = f"{score.ndcg_low:.4f}–{score.ndcg_high:.4f}"
        ndcg, recall = f"{score.ndcg:.4f}", f"{score.recall:.4f}"
        lines.append(ROW.format(score.method, score.targets, score.customers, ndcg, span, recall))
    return "\n".join(lines)


def chart_files(scores: Sequence[Score], locale: str) -> dict[str, bytes]:
    """Pictures kept beside the model; none where nobody came back to be scored."""
    bars = _bars(scores, CHARTED, locale)
    if not bars:
        return {}
    picture = ranking_quality(bars, locale)
    return {"quality.svg": picture.light.encode(), "quality-dark.svg": picture.dark.encode()}


def write_report(path: Path, manifest: Manifest, scores: Sequence[Score], locale: str) -> None:
    """The report of one training as one self-contained HTML file."""
    pictures = {}
    for targets in ("all", "new"):
        if bars := _bars(scores, targets, locale):
            pictures[targets] = (ranking_quality(bars, locale), described(bars, locale))
    rows = [_row(score, locale) for score in _best_first(scores)]
    html = render("report.html", locale, manifest=manifest, pictures=pictures, rows=rows)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(html, "utf-8")
    draft.rename(path)


def _row(score: Score, locale: str) -> list[str | float]:
    name, targets = name_of(score.method, locale), text(locale, f"report.targets.{score.targets}")
    return [name, targets, score.customers, score.ndcg, score.ndcg_low, score.ndcg_high, score.recall]


def _best_first(scores: Sequence[Score]) -> list[Score]:
    return sorted(scores, key=lambda score: (score.targets, -score.ndcg))


def _bars(scores: Sequence[Score], targets: str, locale: str) -> list[Bar]:
    return [
        Bar(name_of(s.method, locale), s.ndcg, s.ndcg_low, s.ndcg_high, s.method == BLEND)
        for s in scores
        if s.targets == targets and s.customers
    ]


def name_of(method: str, locale: str) -> str:
    """A method as people call it."""
    return text(locale, f"method.{method.replace(' ', '_')}")
