"""Console pages of touchpoints: all of them, each for its owner, and their figures as files."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from features.analyses import TOUCHPOINTS
from features.touchpoints.cells import ALL, BYS, By
from features.touchpoints.months import USUAL_SPAN
from features.touchpoints.view import standings
from service.api.doors import needs
from service.api.touchpoints import Found, file, stored
from service.api.worker import TheWorker, Worker
from service.console.asked import language_of
from service.console.protection import protection
from service.html.sheet import Form, form_of
from service.html.touchpoints.chosen import Chosen, Shown
from service.html.touchpoints.pages import (
    SPANS,
    list_page,
    nothing_page,
    touchpoint_page,
)
from service.interventions.catalogue import catalogue_of

NOBODY = "There is no touchpoint of this name, or nothing is computed of it yet"
AnyRequest = Request[Any, Any, Any]


@get("/touchpoints", security=needs("analyst"), include_in_schema=False)
async def touchpoints(request: AnyRequest, worker: TheWorker) -> Response[str]:
    chosen, now = chosen_of(request), worker.clock()
    return await worker.read(lambda: _page(all_of(worker, chosen, now)))


@get("/touchpoints/{name:str}", security=needs("analyst"), include_in_schema=False)
async def touchpoint(
    request: AnyRequest, worker: TheWorker, name: Annotated[str, PathParameter(max_length=200)]
) -> Response[str]:
    chosen, now = chosen_of(request), worker.clock()
    return await worker.read(lambda: _page(one_of(worker, name, chosen, now)))


@get("/touchpoint-figures/{form:str}", security=needs("analyst"), include_in_schema=False)
async def figures(
    request: AnyRequest, worker: TheWorker, form: Annotated[str, PathParameter()]
) -> Response[bytes]:
    chosen, now = chosen_of(request), worker.clock()
    wanted = form_of(form)
    if wanted is None:
        raise NotFoundException(NOBODY)
    return await worker.read(lambda: _file(worker, chosen, now, wanted))


def chosen_of(request: AnyRequest) -> Chosen:
    """What the address asks for; what it can't ask for is left as usual."""
    given = request.query_params
    months = next((n for n in SPANS if str(n) == given.get("months")), USUAL_SPAN)
    by: By = next((one for one in BYS if one == given.get("by")), ALL)
    return Chosen(months, by, language_of(request))


def all_of(worker: Worker, chosen: Chosen, now: int) -> str:
    """The page of all."""
    shown = _shown(worker, now)
    if shown is None:
        return nothing_page(chosen, unreadable=worker.store.analysis(TOUCHPOINTS) is not None)
    return list_page(shown, chosen)


def one_of(worker: Worker, name: str, chosen: Chosen, now: int) -> str:
    """The page of one. Raises NotFoundException."""
    shown = _shown(worker, now)
    if shown is None or name not in shown.touchpoints:
        raise NotFoundException(NOBODY)
    return touchpoint_page(shown, shown.touchpoints[name], chosen)


def _file(worker: Worker, chosen: Chosen, now: int, form: Form) -> Response[bytes]:
    shown = _shown(worker, now)
    if shown is None:
        raise NotFoundException(NOBODY)
    months = shown.months(chosen)
    seen = standings(shown.stored.analysis, shown.touchpoints, months, chosen.by)
    return file(Found(shown.stored, shown.computed_at, months, seen), chosen.by, form)


def _shown(worker: Worker, now: int) -> Shown | None:
    read = stored(worker.store)
    if read is None:
        return None
    found, computed_at = read
    touchpoints = catalogue_of(worker.store).touchpoints
    return Shown(found, touchpoints, computed_at, now, worker.settings.timezone)


def _page(html: str) -> Response[str]:
    return Response(html, media_type="text/html", headers=protection())


PAGES = (touchpoints, touchpoint, figures)
