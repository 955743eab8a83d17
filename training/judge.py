"""A trial of the new recipe, and the recipe that serves → the verdict, who won, and how the winner ranked."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from features import artifact
from features.errors import ArtifactRefused
from training.evaluation.evaluate import Scored
from training.gate import Verdict, compare
from training.recipe import Recipe
from training.trial import Trial, horizon_of


class Judged(NamedTuple):
    """`scored` are the winner's windows, newest first."""

    verdict: Verdict
    winner: Trial
    scored: list[Scored]


def judge(root: Path, name: str | None, trial: Trial, *, force: bool) -> Judged:
    """Against what serves under `name`; by `force`, and where nothing can be compared, the new one wins.

    By `force` one window is enough; otherwise as many as the history gives.
    """
    scored = trial.evaluate(1 if force else trial.tests)
    try:
        serving = _serving_recipe(root, name)
    except (msgspec.ValidationError, ArtifactRefused):
        return Judged(Verdict(kind="unreadable"), trial, scored)
    if serving is None:
        return Judged(Verdict(kind="first"), trial, scored)
    if force or serving.hash == trial.recipe.hash:
        return Judged(Verdict(kind="forced" if force else "same"), trial, scored)
    return _compared(trial, serving, scored)


def _serving_recipe(root: Path, name: str | None) -> Recipe | None:
    serving = artifact.current(root, name)
    return None if serving is None else msgspec.convert(artifact.read_manifest(root / serving).recipe, Recipe)


def _compared(trial: Trial, serving: Recipe, scored: list[Scored]) -> Judged:
    """Both recipes in the same windows, as many as both have enough history for."""
    rival = trial.with_recipe(serving)
    windows = min(trial.tests, rival.tests)
    trial.forget()  # both at once don't fit into memory
    before = rival.evaluate(windows)
    old, new = ([one.gains for one in found[:windows]] for found in (before, scored))
    verdict = compare(old, new, (serving.hash, trial.recipe.hash))
    if verdict.publish_new:
        return Judged(verdict, trial, scored)
    own = horizon_of(trial.history, trial.until, serving)
    return Judged(verdict, trial.with_recipe(serving, own), before)
