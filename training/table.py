"""Scores → the table on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from training.evaluate import Score

ROW = "{:<16} {:<8} {:>9} {:>8} {:>16} {:>10}"


def table(scores: Sequence[Score], horizon_days: float) -> str:
    """One line per method and kind of target, best first within each."""
    lines = [f"what customers took within {horizon_days:g} days, whole catalogue ranked"]
    lines.append(ROW.format("method", "targets", "customers", "NDCG@10", "95 % interval", "Recall@20"))
    for score in best_first(scores):
        span = f"{score.ndcg_low:.4f}–{score.ndcg_high:.4f}"
        ndcg, recall = f"{score.ndcg:.4f}", f"{score.recall:.4f}"
        lines.append(ROW.format(score.method, score.targets, score.customers, ndcg, span, recall))
    return "\n".join(lines)


def best_first(scores: Sequence[Score]) -> list[Score]:
    """By kind of target, and within each the best method first."""
    return sorted(scores, key=lambda score: (score.targets, -score.ndcg))
