"""A definition → what is wrong with it: by itself, at this moment, beside the version it would replace."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from features.clock import DAY, parse_duration, to_micros, to_text
from features.errors import BadInput, Rejected
from features.events import EARLIEST_YEAR
from features.experiments.definition import HOLDOUT, Experiment
from features.experiments.metrics import METRICS
from features.experiments.phases import redefined

ROUNDING = 1e-6  # of weights such as 0.333333
LEAST = 0.001  # of all units: they fall into 10,000 places, a few of which are no planned share


def faults(
    experiment: Experiment, *, shelves: Collection[str], now: int, before: Experiment | None = None
) -> list[Rejected]:
    """All that is wrong, each with the pointer of its field. `shelves`: those a page can have."""
    if experiment == before:
        return []  # also when it is long over: a file may be applied again
    if before is not None and (refused := redefined(before, experiment, now)):
        return [refused]
    return [
        *_variants(experiment),
        *_pages(experiment, shelves),
        *_times(experiment, now),
        *_metrics(experiment),
        *_durations(experiment),
        *_rest(experiment),
    ]


def _variants(experiment: Experiment) -> Iterator[Rejected]:
    variants = experiment.variants
    if len(variants) < 2:
        yield Rejected("/variants", f"{len(variants)} of at least 2; the first is the control")
    if twice := _twice([variant.name for variant in variants]):
        yield Rejected("/variants", f"{twice!r} is there twice; give each variant a name of its own")
    for n, variant in enumerate(variants):
        if variant.weight == 0:
            yield Rejected(f"/variants/{n}/weight", f"nobody would get {variant.name!r}; give it a share")
        elif (share := variant.weight * experiment.coverage) < LEAST - ROUNDING:
            said = f"{variant.name!r} would get {share:.2g} of all units; give it {LEAST} at least"
            yield Rejected(f"/variants/{n}/weight", said)
    if abs((total := sum(experiment.weights)) - 1) > ROUNDING:
        said = f"the weights add up to {total:.6g}; they are shares: let them add up to 1, e.g. 0.5 and 0.5"
        yield Rejected("/variants", said)


def _pages(experiment: Experiment, shelves: Collection[str]) -> Iterator[Rejected]:
    for n, variant in enumerate(experiment.variants):
        if unknown := sorted(set(variant.shelves) - set(shelves)):
            names = ", ".join(sorted(shelves))
            yield Rejected(f"/variants/{n}/shelves", f"there is no shelf {unknown[0]!r}; choose of {names}")
        if variant.page == "default" and (variant.shelves or variant.recipe):
            field = "shelves" if variant.shelves else "recipe"
            yield Rejected(f"/variants/{n}/{field}", "the default page has none to choose; leave it out")
    for first, second in combinations(experiment.variants, 2):
        if first.does == second.does and not experiment.same_pages:
            yield Rejected(
                "/variants",
                f"{first.name!r} and {second.name!r} are the same page; let one differ by page, shelves or "
                "recipe, or write same_pages = true to try the split itself",
            )


def _times(experiment: Experiment, now: int) -> Iterator[Rejected]:
    for field in ("start", "end", "stopped"):
        moment = getattr(experiment, field)
        if moment is not None and not EARLIEST_YEAR <= moment.year < 9999:
            yield Rejected(f"/{field}", f"must lie after {EARLIEST_YEAR} and before 9999; write another year")
            return
    end = None if experiment.end is None else to_micros(experiment.end)
    if end is None and experiment.planned_size is None:
        yield Rejected("/planned_size", "without it nobody knows when enough was seen; write it, or an end")
    if end is not None and end <= experiment.starts_at:
        yield Rejected(
            "/end", f"it is not after the start, {to_text(experiment.starts_at)}; write a later one"
        )
    elif end is not None and end <= now:
        yield Rejected("/end", "it lies in the past; write a later one (`stopped` ends a running experiment)")


def _metrics(experiment: Experiment) -> Iterator[Rejected]:
    for field, names in (
        ("metric", [experiment.metric]),
        ("guardrails", experiment.guardrails),
        ("secondary", experiment.secondary),
    ):
        if unknown := [name for name in names if name not in METRICS]:
            there = ", ".join(METRICS)
            yield Rejected(f"/{field}", f"there is no metric {unknown[0]!r}; choose of {there}")
    if twice := _twice(experiment.metrics):
        yield Rejected("/metric", f"{twice!r} is named twice; let it be one of metric, guardrails, secondary")


def _durations(experiment: Experiment) -> Iterator[Rejected]:
    for field, text in (("window", experiment.window), ("pre_period", experiment.pre_period)):
        try:
            if not DAY <= parse_duration(text) <= 365 * DAY:
                yield Rejected(f"/{field}", f"{text!r} is not between 1d and 365d; write e.g. 14d")
        except BadInput as error:
            yield Rejected(f"/{field}", str(error))


def _rest(experiment: Experiment) -> Iterator[Rejected]:
    if experiment.name == HOLDOUT:
        yield Rejected("/name", "this one is built in; set ZUVOR_PERSONALISATION_HOLDOUT, or choose another")
    if experiment.unit == "customer" and experiment.audience.known is False:
        yield Rejected("/audience/known", "whoever isn't signed in is no customer; leave it out, or the unit")
    names = {variant.name for variant in experiment.variants}
    for unit, variant in experiment.forced.items():
        if variant not in names:
            there = ", ".join(sorted(names))
            yield Rejected("/forced", f"{unit!r} is to see {variant!r}, which isn't there; choose of {there}")


def _twice(names: Sequence[str]) -> str | None:
    return next((name for name in names if names.count(name) > 1), None)
