"""Console pages of experiments: all of them, and what came of each, as far as it was computed."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect

from features.errors import BadInput
from features.experiments.definition import KIND, decode_experiment
from features.experiments.results import Results, decode_results
from service.api.doors import CONSOLE, needs
from service.api.results import file, stored
from service.api.worker import TheWorker
from service.console.asked import language_of
from service.console.problem import PAGES
from service.console.protection import protection
from service.html.experiment_download import Form
from service.html.experiment_page import HOME, UNREADABLE, Stored, experiment_page, list_page
from service.store.protocol import Store
from service.store.records import Analysis

NOBODY = "There is no experiment of this name"
Name = Annotated[str, PathParameter(max_length=64)]
AnyRequest = Request[Any, Any, Any]


@get("/", security=needs("analyst"), include_in_schema=False)
async def home() -> Redirect:
    return Redirect(HOME, headers=protection())


@get("/experiments", security=needs("analyst"), include_in_schema=False)
async def experiments(request: AnyRequest, worker: TheWorker) -> Response[str]:
    now, language = worker.clock(), language_of(request)
    return await worker.read(lambda: _page(all_of(worker.store, now, language)))


@get("/experiments/{name:str}", security=needs("analyst"), include_in_schema=False)
async def experiment(request: AnyRequest, worker: TheWorker, name: Name) -> Response[str]:
    now, language = worker.clock(), language_of(request)
    return await worker.read(lambda: _page(one_of(worker.store, name, now, language)))


@get("/experiments/{name:str}/{form:str}", security=needs("analyst"), include_in_schema=False)
async def figures(worker: TheWorker, name: Name, form: Annotated[str, PathParameter()]) -> Response[bytes]:
    wanted: Form | None = "csv" if form == "csv" else "parquet" if form == "parquet" else None
    found = await worker.read(lambda: stored(worker.store, name))
    if found is None or wanted is None:
        raise NotFoundException(NOBODY)
    return await worker.read(lambda: file(found, wanted))


def all_of(store: Store, now: int, language: str) -> str:
    """The page of all experiments."""
    analyses = {analysis.name: analysis for analysis in store.analyses()}
    found = [(decode_experiment(one.body), _read(analyses.get(one.name))) for one in store.definitions(KIND)]
    return list_page(found, now, language)


def one_of(store: Store, name: str, now: int, language: str) -> str:
    """The page of one. Raises NotFoundException where nothing is defined under the name."""
    definition = store.definition(KIND, name)
    if definition is None:
        raise NotFoundException(NOBODY)
    return experiment_page(decode_experiment(definition.body), _read(store.analysis(name)), now, language)


def _read(analysis: Analysis | None) -> Stored:
    if analysis is None:
        return None
    try:
        found: Results = decode_results(analysis.body)
    except BadInput:
        return UNREADABLE
    return found


def _page(html: str) -> Response[str]:
    return Response(html, media_type="text/html", headers=protection())


console = Router(CONSOLE, route_handlers=[home, experiments, experiment, figures], exception_handlers=PAGES)
