"""Scores → the table on the terminal, the charts kept with the artifact, and the report for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from features.artifact import Manifest
from training.evaluate import Score


def table(scores: Sequence[Score], horizon_days: float) -> str:
    """One line per method and kind of target, best first within each."""
    lines = [f"what customers took within {horizon_days:g} days, whole catalogue ranked"]
    lines.append(
        f"{'method':<16} {'targets':<8} {'customers':>9} {'NDCG@10':>8} {'95 % interval':>16} {'Recall@20':>10}"
    )
    for score in sorted(scores, key=lambda s: (s.targets, -s.ndcg)):
        span = f"{score.ndcg_low:.4f}–{score.ndcg_high:.4f}"
        lines.append(
            f"{score.method:<16} {score.targets:<8} {score.customers:>9} {score.ndcg:>8.4f} {span:>16} {score.recall:>10.4f}"
        )
    return "\n".join(lines)


def chart_files(scores: Sequence[Score]) -> dict[str, bytes]:
    """Pictures kept beside the model."""
    return {}


def write_report(path: Path, manifest: Manifest, scores: Sequence[Score], locale: str) -> None:
    """The report of one training as one HTML file."""
    raise NotImplementedError
