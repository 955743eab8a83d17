"""The training job: read, split, fit, evaluate, gate, publish."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from features import artifact
from features.artifact import Comparison
from features.clock import DAY, system_clock, to_text
from features.errors import ArtifactRefused, NothingToLearn
from features.history import History, read
from features.settings import Settings
from service.engine.catalogue import items_at
from service.engine.sound import refuse_unsound
from service.store.protocol import Store
from training.evaluate import Gains, Score
from training.gate import Verdict, compare
from training.machines import MOST_ACTS, without_machines
from training.recipe import Recipe, horizon_for, read_recipe
from training.report import chart_files, table, write_report
from training.trial import Trial

Progress = Callable[[str], None]
LIBRARIES = ("implicit", "numpy", "polars", "scipy")


class Outcome(Struct, frozen=True, kw_only=True):
    """What a training did."""

    version: str
    verdict: str
    comparison: Comparison | None
    scores: list[Score]
    counts: dict[str, int]
    horizon_days: float

    def table(self) -> str:
        """The evaluation as text."""
        return table(self.scores, self.horizon_days)


class Evaluation(Struct, frozen=True, kw_only=True):
    """What an evaluation found."""

    scores: list[Score]
    counts: dict[str, int]
    horizon_days: float

    def table(self) -> str:
        """The evaluation as text."""
        return table(self.scores, self.horizon_days)


def train(
    store: Store,
    settings: Settings,
    *,
    as_of: int,
    recipe: Path | None,
    name: str | None,
    force: bool,
    report: Path | None,
    progress: Progress,
) -> Outcome:
    """Fit, compare and publish; raises NothingToLearn for an empty history, NotPublished."""
    root, wanted = Path(settings.artifacts), read_recipe(recipe)
    with artifact.training(root):
        before = artifact.serving(root, name)
        trial = trial_of(store, settings, wanted, as_of, progress)
        verdict, winner, scores = _judged(root, name, trial, force=force)
        model = winner.final()
        refuse_unsound(model)
        progress("publishing")
        facts = _facts(trial, winner.recipe, scores, verdict, settings.locale)
        manifest = artifact.publish(root, model, facts, chart_files(scores, settings.locale))
        artifact.replace_current(root, manifest.version, before, name)
        artifact.sweep(root, system_clock(), settings.artifacts_kept)
    if report:
        write_report(report, manifest, scores, settings.locale)
    return Outcome(
        version=manifest.version,
        verdict=manifest.verdict,
        comparison=verdict.comparison,
        scores=scores,
        counts=manifest.counts,
        horizon_days=trial.horizon / DAY,
    )


def evaluate(
    store: Store, settings: Settings, *, as_of: int, horizon: int | None, progress: Progress
) -> Evaluation:
    """The same evaluation as in training, nothing published."""
    recipe = Recipe(horizon_days=horizon / DAY if horizon else None)
    trial = trial_of(store, settings, recipe, as_of, progress)
    scores, _ = trial.evaluate()
    return Evaluation(scores=scores, counts=counts_of(trial.history), horizon_days=trial.horizon / DAY)


def trial_of(store: Store, settings: Settings, recipe: Recipe, as_of: int, progress: Progress) -> Trial:
    """The recipe on the history; windows end with the newest event, not with the days of silence after it."""
    history = read_history(store, settings, as_of, progress)
    until = min(as_of, int(history.interactions.at.max()))
    return Trial(history, recipe, until, horizon_of(history, until, recipe), items_at(store, as_of), progress)


def read_history(store: Store, settings: Settings, as_of: int, progress: Progress) -> History:
    """Everything up to `as_of` of those whose consent allows it."""
    progress("reading the history")
    history = without_machines(read(store.history(0, as_of), consent_granted=settings.consent_granted))
    if history.machines:
        progress(f"{history.machines} set aside: more than {MOST_ACTS:,} acts on a day or about an item")
    if not len(history.interactions):
        raise NothingToLearn(
            f"up to {to_text(as_of)} there is no event with an item of anybody who allows personalisation: "
            "import some first (zuvor import --help)"
        )
    return history


def horizon_of(history: History, as_of: int, recipe: Recipe) -> int:
    """Microseconds to look ahead."""
    return horizon_for(int(history.interactions.at.min()), as_of, recipe)


def counts_of(history: History) -> dict[str, int]:
    """Sizes for the manifest; no person in it."""
    return {
        "interactions": len(history.interactions),
        "items": len(history.items),
        "persons": history.persons,
        "searches": len(history.searches),
        "machines": history.machines,
    }


def _judged(root: Path, name: str | None, trial: Trial, *, force: bool) -> tuple[Verdict, Trial, list[Score]]:
    """The verdict, who won, and the winner's scores."""
    scores, gains = trial.evaluate()
    try:
        serving = _serving_recipe(root, name)
    except (msgspec.ValidationError, ArtifactRefused):
        return Verdict(kind="unreadable"), trial, scores
    if serving is None:
        return Verdict(kind="first"), trial, scores
    if force or serving.hash == trial.recipe.hash:
        return Verdict(kind="forced" if force else "same"), trial, scores
    return _gate(trial, serving, scores, gains)


def _gate(
    trial: Trial, serving: Recipe, scores: list[Score], gains: Gains
) -> tuple[Verdict, Trial, list[Score]]:
    """Both recipes in the same windows, as many as both have enough history for."""
    rival = trial.with_recipe(serving)
    rival_scores, rival_gains = rival.evaluate()
    earlier = range(2, min(trial.tests, rival.tests) + 1)
    before = [rival_gains, *(rival.gains(steps) for steps in earlier)]
    after = [gains, *(trial.gains(steps) for steps in earlier)]
    verdict = compare(before, after, (serving.hash, trial.recipe.hash))
    if verdict.publish_new:
        return verdict, trial, scores
    own = horizon_of(trial.history, trial.until, serving)
    return verdict, trial.with_recipe(serving, own), rival_scores


def _serving_recipe(root: Path, name: str | None) -> Recipe | None:
    serving = artifact.current(root, name)
    return None if serving is None else msgspec.convert(artifact.read_manifest(root / serving).recipe, Recipe)


def _facts(
    trial: Trial, recipe: Recipe, scores: list[Score], verdict: Verdict, locale: str
) -> dict[str, Any]:
    history = trial.history
    return {
        "created_at": to_text(system_clock()),
        "data_from": to_text(int(history.interactions.at.min())),
        "data_until": to_text(trial.until),
        "recipe": recipe.as_dict(),
        "recipe_hash": recipe.hash,
        "counts": counts_of(history),
        "metrics": {"horizon_days": trial.horizon / DAY, "scores": msgspec.to_builtins(scores)},
        "verdict": verdict.sentence(locale),
        "comparison": verdict.comparison,
        "dependencies": {name: version(name) for name in LIBRARIES},
    }
