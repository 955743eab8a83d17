"""A definition and the store → the analysis that an A/B tester reads: collect, judge, draw, keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from features.clock import DAY, to_datetime
from features.errors import BadInput
from features.experiments.arms import decode_arms
from features.experiments.definition import HOLDOUT, KIND, Experiment, decode_experiment
from features.experiments.expecting import Forecast
from features.experiments.holdout import holdout
from features.experiments.results import Check, Results
from service.store.analyses import keep
from service.store.protocol import Store
from training.experiments.charts import pictures
from training.experiments.collecting.collect import collect
from training.experiments.collecting.happened import MOST_PAGES
from training.experiments.collecting.outcomes import Outcomes
from training.experiments.judging.verdict import judge
from training.experiments.planning.power import expect
from training.findings.machines import MOST_ACTS

Progress = Callable[[str], None]
SEEN, APART = 0.5, 0.05  # impressions confirm at least so many, and no variant so much less than another


def analyse(
    store: Store,
    name: str,
    *,
    as_of: int,
    now: int,
    progress: Progress,
    held_out: float = 0.0,
    phase: int | None = None,
) -> Results:
    """What can be said of an experiment as of a moment; kept for routes and pages.

    `now`: when it is computed; `held_out`: the share that is never personalised, the built-in experiment;
    `phase`: one that may be over; what happened since the next one was defined isn't its own.
    Raises BadInput where nothing is defined under the name, or it has no such phase.
    """
    if name == HOLDOUT and held_out:
        definition, version = holdout(held_out, to_datetime(first_day(store, name, as_of))), 1
    else:
        definition, version, as_of = defined(store, name, as_of, phase)
    progress("reading who was shown what, and what they then did")
    outcomes = collect(store, definition, as_of)
    progress("comparing the variants")
    results = results_of(definition, version, outcomes, as_of=as_of, now=now)
    progress("drawing")
    results = replace(results, pictures=pictures(results), expected=_expected(store, definition, as_of))
    with store.write() as transaction:
        keep(transaction, results)
    return results


def _expected(store: Store, definition: Experiment, now: int) -> Forecast | None:
    """None once it has begun."""
    if definition.starts_at <= now:
        return None
    return expect(store, definition, now)


def defined(store: Store, name: str, as_of: int, phase: int | None = None) -> tuple[Experiment, int, int]:
    """The definition in force at a moment, else the first there was, its version, and that moment.

    Of a phase: its last one by then; the moment no later than the next phase's definition. Raises BadInput.
    """
    versions = store.definition_versions(KIND, name)
    if not versions:
        mend = _mend(store, name)
        raise BadInput(f"no experiment is called {name!r}: {mend}")
    each = [(decode_experiment(one.body), one) for one in versions]
    if phase is not None:
        later = [one.changed_at for definition, one in each if definition.phase > phase]
        as_of = min([as_of, *later])
        each = [pair for pair in each if pair[0].phase == phase]
    if not each:
        raise BadInput(
            f"{name!r} has no phase {phase}: its last one is {decode_experiment(versions[0].body).phase}"
        )
    found, kept = next((pair for pair in each if pair[1].changed_at <= as_of), each[-1])
    return found, kept.version, as_of


def _mend(store: Store, name: str) -> str:
    if name == HOLDOUT:
        return "set ZUVOR_PERSONALISATION_HOLDOUT, also where pages are served"
    known = ", ".join(one.name for one in store.definitions(KIND))
    return f"choose one of {known}" if known else "apply one first (zuvor apply --help)"


def first_day(store: Store, name: str, as_of: int) -> int:
    """The moment at which the day (UTC) of an experiment's first page began; `as_of` where there is none."""
    pages = (
        row.served_at for rows in store.served(0, as_of) for row in rows if name in decode_arms(row.arms)
    )
    return next(pages, as_of) // DAY * DAY


def results_of(definition: Experiment, version: int, outcomes: Outcomes, *, as_of: int, now: int) -> Results:
    """Everything but the pictures."""
    judged = judge(definition, outcomes, as_of)
    return Results(
        name=definition.name,
        phase=definition.phase,
        version=version,
        unit=definition.unit,
        metric=definition.metric,
        computed_at=now,
        data_until=min(as_of, definition.starts_at + outcomes.days * DAY),
        start=definition.starts_at,
        planned=definition.planned_size,
        **judged._replace(checks=[*judged.checks, *_checks(outcomes)])._asdict(),
    )


def _checks(outcomes: Outcomes) -> Iterator[Check]:
    """What else was looked after; nothing to tell where nobody took part."""
    if outcomes.units.is_empty():
        return
    left = outcomes.left
    yield Check(kind="two_arms", ok=not left.two_arms, figures={"count": left.two_arms})
    most = {"acts": MOST_ACTS, "pages": MOST_PAGES}
    yield Check(kind="machines", ok=not left.machines, figures={"count": left.machines, **most})
    yield from (
        Check(kind=kind, ok=True, figures={"count": count})
        for kind, count in (("internal", left.internal), ("forced", left.forced))
        if count
    )
    counts = outcomes.units["variant"].value_counts()
    units = dict(zip(counts["variant"], counts["count"], strict=True))
    shares = [seen / units[place] for place, seen in enumerate(outcomes.confirmed) if units.get(place)]
    seen = sum(outcomes.confirmed) / len(outcomes.units)
    even = seen >= SEEN and max(shares) - min(shares) <= APART
    yield Check(kind="unconfirmed", ok=even, figures={"share": seen})
