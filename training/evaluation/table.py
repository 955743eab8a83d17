"""An evaluation → the tables on the terminal, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from features.clock import parse_moment, to_text
from training.evaluation.figures import Evaluation, Score, Slice

TARGETS = {"all": "all: repeats included", "new": "new: items that no event of the customer names"}
METHOD = ("method", "", "people", "NDCG@10", "95 % interval", "Recall@20", "blend leads by")
TEN = ("first ten of", "coverage", "of items", "novelty, bits", "repeats", "diversity")
SLICE = ("people", "best baseline", "NDCG@10 / its", "Recall@20 / its", "blend leads by")
LEFT = {"method", "", "first ten of", "best baseline", "window (UTC)", "group", "95 % interval"}
LONGEST = 16  # letters of a group's name


def table(found: Evaluation) -> str:
    """What there is: by kind of target against every method, of the first ten, by window, by group."""
    if not found.scores:
        return "nobody came back in any window: there is nothing to rank against"
    lines = [f"what customers took within {_time(found.horizon_days)}, the whole catalogue ranked"]
    for targets, title in TARGETS.items():
        parts = (part for part in _parts(found, targets) if part)
        lines += ["", title, "\n\n".join(parts) or "nobody took any"]
    return "\n".join(lines)


def best_first(scores: Sequence[Score]) -> list[Score]:
    """By kind of target, and within each the best method first."""
    return sorted(scores, key=lambda score: (score.targets, -score.ndcg))


def _time(days: float) -> str:
    if days < 1:
        return f"{24 * days:g} hours"
    return f"{days:g} days" if days != 1 else "a day"


def _parts(found: Evaluation, targets: str) -> Iterator[str]:
    scores = [score for score in best_first(found.scores) if score.targets == targets]
    windows, cohorts = (
        [one for one in several if one.targets == targets] for several in (found.windows, found.cohorts)
    )
    yield _columns(METHOD, [_method(score) for score in scores])
    yield _columns(TEN, [_ten(score) for score in scores if score.kind != "source"])
    yield _columns(("window (UTC)", *SLICE), [(_minute(one.value), *_slice(one)) for one in windows])
    yield _columns(("group", *SLICE), [(_group(one), *_slice(one)) for one in cohorts])


def _method(score: Score) -> tuple[str, ...]:
    figures = f"{score.ndcg:.4f}", f"{score.ndcg_low:.4f}–{score.ndcg_high:.4f}", f"{score.recall:.4f}"
    lead = f"{score.lead:+.4f} ({score.lead_low:+.4f} to {score.lead_high:+.4f})"
    kind, lead = (score.kind, lead) if score.kind != "blend" else ("", "")
    return score.method, kind, f"{score.customers:,}", *figures, lead


def _ten(score: Score) -> tuple[str, ...]:
    diversity = "–" if score.diversity is None else f"{score.diversity:.0%}"
    shares = f"{score.coverage:.1%}", f"{score.items:,}", f"{score.novelty:.1f}", f"{score.repeats:.0%}"
    return score.method, *shares, diversity


def _slice(one: Slice) -> tuple[str, ...]:
    ndcg, recall = (
        f"{one.ndcg:.3f} / {one.baseline_ndcg:.3f}",
        f"{one.recall:.3f} / {one.baseline_recall:.3f}",
    )
    lead = f"{one.lead:+.3f} ({one.lead_low:+.3f} to {one.lead_high:+.3f})"
    return f"{one.customers:,}", one.baseline, ndcg, recall, lead


def _group(one: Slice) -> str:
    name = one.value if one.by == "known" else f"{one.by} {one.value}".replace("_", " ")
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _minute(moment: str) -> str:
    return to_text(parse_moment(moment))[:16].replace("T", " ")


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if title in LEFT else cell.rjust(width)
            for cell, width, title in zip(row, widths, head, strict=True)
        ).rstrip()
        for row in (head, *rows)
    )
