"""All metrics at the last look → effects with intervals; false discoveries among secondary ones held down.

Primary metric and guardrails are as wide as the look's bound: their intervals hold however often one looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from features.experiments.definition import Experiment
from features.experiments.metrics import METRICS
from features.experiments.results import Effect, Role
from training.experiments.statistics.estimates import ONE_LOOK, Estimate, adjusted
from training.experiments.statistics.measured import Measured


def roles(experiment: Experiment) -> list[tuple[Role, str]]:
    """The primary metric first."""
    guarded: list[tuple[Role, str]] = [("guardrail", name) for name in experiment.guardrails]
    return [("primary", experiment.metric), *guarded, *[("secondary", name) for name in experiment.secondary]]


def effects(
    experiment: Experiment, measured: Mapping[str, Measured], days: int, widths: Sequence[float]
) -> list[Effect]:
    """`widths`: standard errors that decide, per variant but the control. Unreported metrics have none."""
    found: list[Effect] = []
    for role, name in roles(experiment):
        if measured[name].reported:
            estimates = zip(experiment.variants[1:], measured[name].estimates(days), widths, strict=True)
            cap = measured[name].cap(days)
            found += [
                _effect(role, name, variant.name, one, width, cap) for variant, one, width in estimates if one
            ]
    return _with_few_false_discoveries(found)


def worse_guardrails(found: Sequence[Effect]) -> Iterator[Effect]:
    """Those whose whole interval is on the wrong side."""
    for effect in found:
        shown = not effect.low <= 0 <= effect.high
        if effect.role == "guardrail" and shown and not METRICS[effect.metric].good(effect.difference):
            yield effect


def _effect(
    role: Role, metric: str, variant: str, found: Estimate, width: float, cap: float | None
) -> Effect:
    width = ONE_LOOK if role == "secondary" else width
    low, high = found.between(width)
    relative_low, relative_high = found.relative_between(width)
    return Effect(
        variant=variant,
        metric=metric,
        role=role,
        control=found.control,
        treated=found.treated,
        difference=found.difference,
        low=low,
        high=high,
        relative=found.relative,
        relative_low=relative_low,
        relative_high=relative_high,
        p=found.p if role == "secondary" else None,
        narrowed=found.narrowed,
        capped=cap,
    )


def _with_few_false_discoveries(found: Sequence[Effect]) -> list[Effect]:
    probabilities = iter(adjusted([effect.p for effect in found if effect.p is not None]))
    return [
        effect if effect.p is None else replace(effect, p_adjusted=next(probabilities)) for effect in found
    ]
