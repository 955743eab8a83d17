"""The path of each variant → what is decided of it, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence

from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS
from features.experiments.results import Effect, Sentence, State
from training.experiments.judging.path import Path

BEST_FIRST: tuple[State, ...] = ("better", "not_yet", "worse", "no_difference")
STATES: dict[str, State] = {
    "better": "better",
    "better_faded": "better",
    "worse": "worse",
    "worse_faded": "worse",
    "not_yet": "not_yet",
    "no_difference_that_matters": "no_difference",
    "no_difference_shown": "no_difference",
    "stopped_undecided": "no_difference",
}


def state_of(sentences: Sequence[Sentence]) -> State:
    """Of the whole experiment: one variant that is better is enough."""
    return min((STATES[sentence.kind] for sentence in sentences), key=BEST_FIRST.index)


def sentence(
    experiment: Experiment,
    path: Path,
    effect: Effect,
    *,
    complete: bool,
    over: bool,
    days_to_go: float | None,
) -> Sentence:
    """`complete`: all that was planned is there; `over`: it was stopped before."""
    kind = _kind(experiment, path, effect, complete, over)
    figures = effect.figures
    if kind == "not_yet" and days_to_go is not None:
        figures["days_to_go"] = days_to_go
    if path.crossed is not None:
        figures["day"] = float(path.crossed.day)
    return Sentence(kind=kind, variant=effect.variant, metric=effect.metric, figures=figures)


def guardrail_sentence(effect: Effect) -> Sentence:
    """Of a guardrail whose whole interval is on the wrong side."""
    return Sentence(
        kind="guardrail_worse", variant=effect.variant, metric=effect.metric, figures=effect.figures
    )


def _kind(experiment: Experiment, path: Path, effect: Effect, complete: bool, over: bool) -> str:
    if path.crossed is not None:
        kind = "better" if METRICS[experiment.metric].good(path.crossed.effect) else "worse"
        still = effect.low > 0 if path.crossed.effect > 0 else effect.high < 0
        return kind if still else f"{kind}_faded"
    if complete:
        low, high = effect.relative_low, effect.relative_high
        small = low is not None and high is not None and max(-low, high) < experiment.smallest_effect
        return "no_difference_that_matters" if small else "no_difference_shown"
    return "stopped_undecided" if over else "not_yet"
