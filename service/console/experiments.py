"""Console pages of experiments: all of them, and what came of each, as far as it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect
from msgspec.structs import replace

from features.clock import to_datetime
from features.errors import Rejected
from features.experiments.definition import HOLDOUT, KIND, Experiment, decode_experiment
from features.experiments.holdout import holdout
from features.experiments.results import Results, Stored
from service.api.doors import CONSOLE, needs
from service.api.parameters import ExperimentName, Phase
from service.api.results import file
from service.api.worker import TheWorker
from service.console.approvals import approvals, approve
from service.console.asked import language_of
from service.console.customer import customer
from service.console.interventions import PAGES as INTERVENTIONS
from service.console.problem import PAGES
from service.console.protection import protection
from service.console.touchpoints import PAGES as TOUCHPOINTS
from service.experiments.expected import expected
from service.html.console_nav import EXPERIMENTS as HOME
from service.html.experiments.experiment_page import experiment_page
from service.html.experiments.list_page import list_page
from service.html.sheet import form_of
from service.store.analyses import former, of, readable, stored
from service.store.protocol import Store
from service.store.records import Definition

NOBODY = "There is no experiment of this name"
AnyRequest = Request[Any, Any, Any]


@get("/", security=needs("analyst"), include_in_schema=False)
async def home() -> Redirect:
    return Redirect(HOME, headers=protection())


@get("/experiments", security=needs("analyst"), include_in_schema=False)
async def experiments(request: AnyRequest, worker: TheWorker) -> Response[str]:
    now, language = worker.clock(), language_of(request)
    return await worker.read(lambda: _page(all_of(worker.store, now, language)))


@get("/experiments/{name:str}", security=needs("analyst"), include_in_schema=False)
async def experiment(
    request: AnyRequest, worker: TheWorker, name: ExperimentName, phase: Phase = None
) -> Response[str]:
    now, language = worker.clock(), language_of(request)
    return await worker.read(lambda: _page(one_of(worker.store, name, now, language, phase)))


@get("/experiments/{name:str}/{form:str}", security=needs("analyst"), include_in_schema=False)
async def figures(
    worker: TheWorker, name: ExperimentName, form: Annotated[str, PathParameter()], phase: Phase = None
) -> Response[bytes]:
    wanted = form_of(form)
    found = await worker.read(lambda: readable(of(worker.store, name, phase)))
    if found is None or wanted is None:
        raise NotFoundException(NOBODY)
    return await worker.read(lambda: file(found, wanted))


def all_of(store: Store, now: int, language: str) -> str:
    """The page of all experiments."""
    found = {analysis.name: stored(analysis) for analysis in store.analyses()}
    known = [one for body in store.definitions(KIND) if (one := _definition(body))]
    known += [built_in for one in found.values() if (built_in := _built_in(one))]
    return list_page([(one, _of_phase(found.get(one.name), one)) for one in known], now, language)


def one_of(store: Store, name: str, now: int, language: str, phase: int | None = None) -> str:
    """The page of one, or of a phase. Raises NotFoundException where nothing is defined under the name."""
    found = stored(of(store, name, phase))
    kept = store.definition_versions(KIND, name)
    definition = _in_force(kept, phase) if kept else _built_in(found)
    last = _in_force(kept, None) if kept else definition
    if definition is None or last is None:
        raise NotFoundException(NOBODY)
    version = kept[0].version if kept else 0
    awaits, before = expected(store, definition, version, now), former(store, name, last.phase)
    return experiment_page(definition, _of_phase(found, definition), now, language, before, awaits)


def _in_force(kept: Sequence[Definition], phase: int | None) -> Experiment | None:
    """The last of a phase, or of all; over once the next phase was defined. `kept`: newest first."""
    over: list[datetime] = []
    for version in kept:
        one = _definition(version)
        if one is not None and phase in (None, one.phase):
            ends = [*over, *([one.stopped] if one.stopped else [])]
            return replace(one, stopped=min(ends)) if over else one
        if one is not None:
            over.append(to_datetime(version.changed_at))
    return None


def _of_phase(found: Stored, definition: Experiment) -> Stored:
    """Nothing yet, where what was computed is of a former phase."""
    return None if isinstance(found, Results) and found.phase < definition.phase else found


def _definition(kept: Definition) -> Experiment | None:
    """None where another release wrote it in a form that can't be read."""
    with suppress(Rejected):
        return decode_experiment(kept.body)
    return None


def _built_in(found: Stored) -> Experiment | None:
    """The holdout stands in no store: its results say what it is."""
    if not isinstance(found, Results) or found.name != HOLDOUT:
        return None
    return holdout(found.variants[0].expected, to_datetime(found.start))


def _page(html: str) -> Response[str]:
    return Response(html, media_type="text/html", headers=protection())


PLACES = [home, experiments, experiment, figures, approvals, approve, customer, *TOUCHPOINTS, *INTERVENTIONS]
console = Router(CONSOLE, route_handlers=PLACES, exception_handlers=PAGES)
