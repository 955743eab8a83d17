"""The route of an experiment's results: the last stored analysis and its age, also as a file."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from msgspec import Struct

from features.clock import SECOND, to_text
from features.experiments.results import (
    Check,
    Effect,
    Look,
    Results,
    Segment,
    State,
    Variant,
)
from service.api import examples
from service.api import parameters as given
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.figures import Wanted, saved
from service.api.pages import PRIVATE
from service.api.worker import TheWorker
from service.html.experiments.download import download
from service.html.experiments.said import verdict
from service.html.experiments.words import Words
from service.html.sheet import Form
from service.store.analyses import of, readable


class Analysis(Struct, kw_only=True, frozen=True):
    """The last stored analysis; moments are RFC 3339, `verdict` is for people, the state for machines."""

    name: str
    phase: int
    version: int
    unit: str
    metric: str
    state: State
    verdict: list[str]
    computed_at: str
    age_seconds: int
    data_until: str
    start: str
    planned: int | None
    days_to_go: float | None
    decided_day: int | None
    variants: list[Variant]
    effects: list[Effect]
    path: list[Look]
    checks: list[Check]
    segments: list[Segment]


@get(
    "/v1/experiments/{name:str}/results",
    security=needs("analyst"),
    responses=gives(200, Analysis, "The last stored analysis", examples.RESULTS)
    | problems(400, *DOORS, 404, 503),
    summary="What came of an experiment",
    description="The last analysis that a job computed and stored (`zuvor experiment results`), and how old "
    "it is; of a former phase, where `phase` names one. As a file: one table of all figures, `part` says "
    "what a row is about.",
)
async def get_results(
    worker: TheWorker,
    name: given.ExperimentName,
    format: Wanted = "json",
    phase: given.Phase = None,
    locale: given.Locale = None,
) -> Response[Any]:
    now = worker.clock()
    found = await worker.read(lambda: readable(of(worker.store, name, phase)))
    if found is None:
        what, flag = ("", "") if phase is None else (f"phase {phase} of ", f" --phase {phase}")
        raise NotFoundException(
            f"Nothing is computed yet of {what}an experiment of this name: "
            f"`zuvor experiment results NAME{flag}` does it"
        )
    if format == "json":
        return Response(told(found, now, locale or worker.settings.locale), headers=PRIVATE)
    return await worker.read(lambda: file(found, format))


def told(results: Results, now: int, locale: str) -> Analysis:
    """As the route tells it."""
    return Analysis(
        **{name: getattr(results, name) for name in _SAME},
        verdict=verdict(results, Words(locale)),
        computed_at=to_text(results.computed_at),
        age_seconds=max(0, (now - results.computed_at) // SECOND),
        data_until=to_text(results.data_until),
        start=to_text(results.start),
    )


_SAME = sorted(
    set(Analysis.__struct_fields__) - {"verdict", "computed_at", "age_seconds", "data_until", "start"}
)


def file(results: Results, form: Form) -> Response[bytes]:
    """To be saved under the experiment's name."""
    return saved(results.name, form, download(results, form))
