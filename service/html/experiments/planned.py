"""A planned experiment and what to expect of it → sentences: who comes, for how long, what it can find."""

from __future__ import annotations

from collections.abc import Iterator

from features.clock import parse_moment
from features.experiments.definition import Experiment
from features.experiments.expecting import Expected
from features.experiments.metrics import METRICS
from service.html.experiments.words import Words


def planned(experiment: Experiment, expected: Expected | None, now: int, say: Words) -> list[str]:
    """With how old it is; or what computes it."""
    if expected is None:
        return [say("planned.unknown", name=experiment.name)]
    ago = say.ago(parse_moment(expected.computed_at), now)
    return [*_said(experiment, expected, say), *_unreported(expected, say), say("planned.age", ago=ago)]


def _said(experiment: Experiment, expected: Expected, say: Words) -> Iterator[str]:
    yield say("planned.units", units=say.number(expected.units), takes=_takes(expected.days, say))
    metric = say.metric(experiment.metric)
    if expected.base is None or expected.power is None or expected.needed is None:
        yield say("planned.open", metric=metric)
        return
    yield say(
        "planned.power",
        metric=metric,
        base=say.value(experiment.metric, expected.base),
        effect=say.share(experiment.smallest_effect),
        power=say.share(expected.power),
    )
    takes = _takes(expected.days_needed, say)
    yield say("planned.needed", units=say.number(expected.needed), takes=takes)


def _unreported(expected: Expected, say: Words) -> Iterator[str]:
    for name in expected.unreported:
        kinds = ", ".join(METRICS[name].reported_by)
        yield say("planned.unreported", metric=say.metric(name), kinds=kinds)


def _takes(days: float | None, say: Words) -> str:
    return say("planned.never") if days is None else say.lasting(days)
