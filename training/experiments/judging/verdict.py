"""An experiment and its outcomes → state, sentences, effects, path and checks, as they are stored.

What forbids a verdict is asked first: too early, an uneven split, a metric nobody reports, or never varying.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from features.clock import DAY
from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS
from features.experiments.results import Check, Effect, Look, Segment, Sentence, State, Variant
from training.experiments.collecting.outcomes import Outcomes
from training.experiments.judging.effects import effects, worse_guardrails
from training.experiments.judging.looks import Plan, When, days_to_go, filled, looks, plan_of
from training.experiments.judging.path import paths
from training.experiments.judging.segments import segments
from training.experiments.judging.sentences import guardrail_sentence, sentence, state_of
from training.experiments.statistics.aggregates import Units
from training.experiments.statistics.cuped import Past
from training.experiments.statistics.measured import LEAST, Measured
from training.experiments.statistics.srm import RARE, Filled, split_probability, uneven


class Judged(NamedTuple):
    """The part of Results that follows from outcomes alone."""

    state: State
    sentences: list[Sentence]
    variants: list[Variant]
    checks: list[Check]
    days_to_go: float | None = None
    decided_day: int | None = None
    effects: Sequence[Effect] = ()
    path: Sequence[Look] = ()
    segments: Sequence[Segment] = ()


def judge(experiment: Experiment, outcomes: Outcomes, now: int) -> Judged:
    """`now`: microseconds; looks are the complete days of `outcomes`."""
    units, plan = Units(outcomes, len(experiment.variants)), plan_of(experiment)
    schedule = list(looks(units, plan, outcomes.days))
    past, cap = Past(units), experiment.winsorise
    measured = {name: Measured(units, METRICS[name], cap, past) for name in experiment.metrics}
    variants = _variants(experiment, [len(places) for places in units.known(outcomes.days)])
    days = list(filled(units, plan, outcomes.days))
    checks = [_split(variants, days)] if len(outcomes.units) else []
    checks += _reported(measured) if schedule else []  # until there is a look it may still be reported
    judged = Judged("not_yet", [], variants, checks, days_to_go(units, plan, outcomes.days))
    forbidden = _forbidden(experiment, judged, measured[experiment.metric], schedule, now)
    return forbidden or _decided(experiment, judged, units, plan, schedule, measured)


def _variants(experiment: Experiment, counts: Sequence[int]) -> list[Variant]:
    return [
        Variant(name=variant.name, units=count, expected=variant.weight)
        for variant, count in zip(experiment.variants, counts, strict=True)
    ]


def _split(variants: Sequence[Variant], days: Sequence[Filled]) -> Check:
    """`p`: below RARE where it was uneven on any day, else of today alone."""
    weights = [variant.expected for variant in variants]
    today = split_probability([variant.units for variant in variants], weights)
    found = uneven(days, weights)
    return Check(kind="srm", ok=found is None, figures={"p": max(today, RARE) if found is None else found})


def _reported(measured: dict[str, Measured]) -> list[Check]:
    return [
        Check(kind="unreported", ok=False, metric=name)
        for name, metric in measured.items()
        if not metric.reported
    ]


def _forbidden(
    experiment: Experiment, judged: Judged, primary: Measured, schedule: Sequence[When], now: int
) -> Judged | None:
    if now < experiment.starts_at:
        judged = judged._replace(days_to_go=None)
        return _only(judged, "before_start", "before_start", days=(experiment.starts_at - now) / DAY)
    fewest = min(variant.units for variant in judged.variants)
    if judged.checks and not judged.checks[0].ok:
        return _only(judged, "withheld", "withheld_srm", **judged.checks[0].figures)
    if now < experiment.starts_at + DAY:
        return _only(judged, "not_yet", "first_day")
    if not schedule:
        return _only(judged, "not_yet", "few", units=fewest, needed=LEAST)
    if not primary.reported:
        return _only(judged, "withheld", "withheld_unreported")
    if None in primary.estimates(schedule[-1].days):
        return _only(judged, "withheld", "withheld_unvarying")
    return None


def _only(judged: Judged, state: State, kind: str, **figures: float) -> Judged:
    return judged._replace(state=state, sentences=[Sentence(kind=kind, figures=figures)])


def _decided(
    experiment: Experiment,
    judged: Judged,
    units: Units,
    plan: Plan,
    schedule: Sequence[When],
    measured: dict[str, Measured],
) -> Judged:
    names, last = [variant.name for variant in experiment.variants], schedule[-1]
    found = paths(units, measured[experiment.metric], schedule, plan.size, names)
    all_effects = effects(experiment, measured, last.days, [path.bound for path in found])
    complete, over = last.share == 1, plan.over(units.days)
    sentences = [
        sentence(experiment, path, effect, complete=complete, over=over, days_to_go=judged.days_to_go)
        for path, effect in zip(found, all_effects, strict=False)
    ]
    state = state_of(sentences)
    crossed = [path.crossed.day for path in found if path.crossed is not None]
    return judged._replace(
        state=state,
        sentences=sentences + [guardrail_sentence(effect) for effect in worse_guardrails(all_effects)],
        days_to_go=judged.days_to_go if state == "not_yet" else None,
        decided_day=None if state == "not_yet" else min(crossed, default=last.days),
        effects=all_effects,
        path=[look for path in found for look in path.looks],
        segments=segments(units, measured[experiment.metric], last.days, names),
    )
