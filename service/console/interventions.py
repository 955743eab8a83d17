"""The console page of gestures: what they did, as far as it was computed, and its figures as files."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from features.analyses import INTERVENTIONS
from service.api.doors import needs
from service.api.interventions import file, stored
from service.api.worker import TheWorker
from service.console.asked import language_of
from service.console.protection import protection
from service.html.interventions.pages import interventions_page
from service.html.sheet import form_of
from service.store.protocol import Reader

NOBODY = "There are no figures of gestures"
AnyRequest = Request[Any, Any, Any]


@get("/interventions", security=needs("analyst"), include_in_schema=False)
async def interventions(request: AnyRequest, worker: TheWorker) -> Response[str]:
    now, language = worker.clock(), language_of(request)
    return await worker.read(lambda: _page(worker.store, now, language))


@get("/intervention-figures/{form:str}", security=needs("analyst"), include_in_schema=False)
async def figures(worker: TheWorker, form: Annotated[str, PathParameter()]) -> Response[bytes]:
    wanted = form_of(form)
    found = await worker.read(lambda: stored(worker.store))
    if found is None or wanted is None:
        raise NotFoundException(NOBODY)
    return await worker.read(lambda: file(found, wanted))


def _page(store: Reader, now: int, language: str) -> Response[str]:
    found = stored(store)
    unreadable = found is None and store.analysis(INTERVENTIONS) is not None
    html = interventions_page(found, now, language, unreadable=unreadable)
    return Response(html, media_type="text/html", headers=protection())


PAGES = (interventions, figures)
