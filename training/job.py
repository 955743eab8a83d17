"""The training job: read, split, fit, evaluate, gate, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from features import artifact
from features.artifact import Comparison, Model, Notice
from features.catalogue import decode_origin
from features.clock import DAY, system_clock, to_text
from features.errors import NothingToLearn
from features.history import History, read
from features.parcels import MOVES
from features.settings import Settings
from service.engine.catalogue import categories_of, items_at
from service.engine.lead_times.stored import WATCHED
from service.engine.sound import refuse_unsound
from service.store.protocol import Store
from service.store.records import Fact
from training.evaluation.ablation import Ablation, ablate, keep_ablation
from training.evaluation.evaluate import Scored
from training.evaluation.figures import Evaluation
from training.evaluation.summary import cohorts_of, scores_of, windows_of
from training.findings.drift import Drift, drift_since
from training.findings.machines import MOST_ACTS, without_machines
from training.findings.notices import notices_of
from training.findings.strays import without_strays
from training.findings.volume import told_of
from training.gate import Verdict
from training.judge import judge
from training.lead_times import Watched, fit_lead_times, replayed, watched
from training.recipe import Recipe, looking_ahead, read_recipe
from training.trial import Trial, horizon_of

Progress = Callable[[str], None]
LIBRARIES = ("implicit", "numpy", "polars", "scipy")
BESIDE = ("counts", "notices")  # of an evaluation, what a manifest keeps beside its metrics


class Outcome(Evaluation, frozen=True, kw_only=True):
    """What a training did, and the evaluation of what it published."""

    version: str
    verdict: str
    comparison: Comparison | None
    drift: Drift | None


def train(
    store: Store,
    settings: Settings,
    *,
    as_of: int,
    progress: Progress,
    recipe: Path | None = None,
    name: str | None = None,
    force: bool = False,
) -> Outcome:
    """Fit, compare and publish; raises NothingToLearn for an empty history, NotPublished."""
    root, wanted = Path(settings.artifacts), read_recipe(recipe)
    with artifact.training(root):
        before = artifact.serving(root, name)
        trial = trial_of(store, settings, wanted, as_of, progress)
        verdict, winner, scored = judge(root, name, trial, force=force)
        model, promised = with_lead_times(winner.final(), store, settings, trial.until, wanted, progress)
        refuse_unsound(model)
        found = evaluation_of(trial, scored, notices_of(winner.seen))
        progress("publishing")
        facts = _facts(trial, winner.recipe, found, verdict, settings.locale, promised)
        drift = drift_since(root, before, model, facts)
        manifest = artifact.publish(root, model, facts)
        artifact.replace_current(root, manifest.version, before, name)
        artifact.sweep(root, system_clock(), settings.artifacts_kept)
    return Outcome(
        version=manifest.version,
        verdict=manifest.verdict,
        comparison=verdict.comparison,
        drift=drift,
        **msgspec.structs.asdict(found),
    )


def with_lead_times(
    model: Model, store: Store, settings: Settings, until: int, recipe: Recipe, progress: Progress
) -> tuple[Model, Watched | None]:
    """What promises of delivery roll on from, where the shop tells of shipments; and how they did lately."""
    last = store.newest_sequence()
    if not any(fact.kind in MOVES for fact in store.parcels(0, until, last)):
        return model, None
    progress("learning how long deliveries take")
    origins = {origin.origin: origin for origin in map(decode_origin, store.origins())}

    def told(since: int, before: int) -> Iterator[Fact]:
        return store.parcels(since, min(before, until), last)

    shop = (told, origins, until, settings.timezone, recipe.min_customers_per_edge)
    arrays, texts = fit_lead_times(*shop)
    lived = replayed(*shop, settings.promise_level) if arrays else None
    before = {WATCHED: lived.feedback.before()} if lived and lived.standing().lately.due else {}
    learned = replace(model, arrays={**model.arrays, **arrays, **before}, texts={**model.texts, **texts})
    return learned, watched(lived) if lived else None


def evaluate(
    store: Store, settings: Settings, *, as_of: int, horizon: int | None, progress: Progress
) -> Evaluation:
    """The same evaluation as in training, nothing published."""
    recipe = looking_ahead(horizon)
    trial = trial_of(store, settings, recipe, as_of, progress)
    return evaluation_of(trial, trial.evaluate(trial.tests), notices_of(trial.seen))


def ablation(
    store: Store, settings: Settings, *, as_of: int, horizon: int | None, progress: Progress
) -> Ablation:
    """What is lost without each source; kept beside the versions, for reports."""
    recipe = looking_ahead(horizon)
    found = ablate(trial_of(store, settings, recipe, as_of, progress))
    keep_ablation(Path(settings.artifacts), found)
    return found


def evaluation_of(trial: Trial, scored: list[Scored], notices: list[Notice]) -> Evaluation:
    """What the scored windows, newest first, say."""
    trial.progress("drawing customers again and again for the intervals")
    return Evaluation(
        scores=scores_of(scored),
        windows=windows_of(scored),
        cohorts=cohorts_of(scored),
        counts=counts_of(trial.history),
        horizon_days=trial.horizon / DAY,
        notices=notices,
    )


def trial_of(store: Store, settings: Settings, recipe: Recipe, as_of: int, progress: Progress) -> Trial:
    """The recipe on the history; windows end with the newest event, not with the days of silence after it."""
    history = read_history(store, settings, as_of, progress)
    until = min(as_of, int(history.interactions.at.max()))
    return Trial(history, recipe, until, horizon_of(history, until, recipe), items_at(store, as_of), progress)


def read_history(store: Store, settings: Settings, as_of: int, progress: Progress) -> History:
    """Everything up to `as_of` of those whose consent allows it."""
    progress("reading the history")
    history = read(store.history(0, as_of), consent_granted=settings.consent_granted)
    history = without_strays(without_machines(history))
    if history.machines:
        progress(f"{history.machines} set aside: more than {MOST_ACTS:,} acts on a day or about an item")
    if not len(history.interactions):
        raise NothingToLearn(
            f"up to {to_text(as_of)} there is no event with an item of anybody who allows personalisation: "
            "import some first (zuvor import --help)"
        )
    return history


def counts_of(history: History) -> dict[str, int]:
    """Sizes for the manifest; no person in it."""
    return {
        "interactions": len(history.interactions),
        "items": len(history.items),
        "persons": history.persons,
        "searches": len(history.searches),
        "machines": history.machines,
    }


def _facts(
    trial: Trial,
    recipe: Recipe,
    found: Evaluation,
    verdict: Verdict,
    locale: str,
    promised: Watched | None,
) -> dict[str, Any]:
    history = trial.history
    return {
        "created_at": to_text(system_clock()),
        "data_from": to_text(int(history.interactions.at.min())),
        "data_until": to_text(trial.until),
        "recipe": recipe.as_dict(),
        "recipe_hash": recipe.hash,
        "counts": counts_of(history),
        "metrics": {name: value for name, value in msgspec.to_builtins(found).items() if name not in BESIDE}
        | told_of(history, trial.until, trial.horizon, categories_of(trial.items))
        | ({"promises": msgspec.to_builtins(promised)} if promised else {}),
        "verdict": verdict.sentence(locale),
        "comparison": verdict.comparison,
        "notices": found.notices,
        "dependencies": {name: version(name) for name in LIBRARIES},
    }
