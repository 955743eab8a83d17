"""A trial of the new recipe, and the recipe that serves → the verdict, who won, and the winner's scores."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from features import artifact
from features.errors import ArtifactRefused
from training.evaluate import Gains, Score
from training.gate import Verdict, compare
from training.recipe import Recipe
from training.trial import Trial, horizon_of


class Judged(NamedTuple):
    """`scores` are the winner's."""

    verdict: Verdict
    winner: Trial
    scores: list[Score]


def judge(root: Path, name: str | None, trial: Trial, *, force: bool) -> Judged:
    """Against what serves under `name`; by `force`, and where nothing can be compared, the new one wins."""
    scores, gains = trial.evaluate()
    try:
        serving = _serving_recipe(root, name)
    except (msgspec.ValidationError, ArtifactRefused):
        return Judged(Verdict(kind="unreadable"), trial, scores)
    if serving is None:
        return Judged(Verdict(kind="first"), trial, scores)
    if force or serving.hash == trial.recipe.hash:
        return Judged(Verdict(kind="forced" if force else "same"), trial, scores)
    return _compared(trial, serving, scores, gains)


def _serving_recipe(root: Path, name: str | None) -> Recipe | None:
    serving = artifact.current(root, name)
    return None if serving is None else msgspec.convert(artifact.read_manifest(root / serving).recipe, Recipe)


def _compared(trial: Trial, serving: Recipe, scores: list[Score], gains: Gains) -> Judged:
    """Both recipes in the same windows, as many as both have enough history for."""
    rival = trial.with_recipe(serving)
    rival_scores, rival_gains = rival.evaluate()
    earlier = range(2, min(trial.tests, rival.tests) + 1)
    before = [rival_gains, *(rival.gains(steps) for steps in earlier)]
    after = [gains, *(trial.gains(steps) for steps in earlier)]
    verdict = compare(before, after, (serving.hash, trial.recipe.hash))
    if verdict.publish_new:
        return Judged(verdict, trial, scores)
    own = horizon_of(trial.history, trial.until, serving)
    return Judged(verdict, trial.with_recipe(serving, own), rival_scores)
