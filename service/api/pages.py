"""Routes that show products: the homepage, and what goes with one item."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Annotated, Any, Literal

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter

from features.clock import SECOND
from features.errors import StoreLate, ZuvorError
from features.events import Placement
from service import observe
from service.api import parameters as given
from service.api.admission import arrived
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.examples import PAGE, RELATED
from service.api.worker import TheWorker, Worker
from service.page.model import Page, PageRequest, Related
from service.page.visit import Visit

PRIVATE = {"Cache-Control": "private, no-store"}


@get(
    "/v1/homepage",
    security=needs("read"),
    responses=gives(200, Page, "The page", PAGE) | problems(400, *DOORS),
    summary="The homepage of whoever asks",
    description="Never empty as long as there is something to sell; `fallback` says why it is not personal. "
    "Neither id given: a stranger.",
)
async def homepage(
    request: Request[Any, Any, Any],
    worker: TheWorker,
    customer_id: given.Customer = None,
    anonymous_id: given.Anonymous = None,
    placement: Annotated[Placement, QueryParameter(description="Where the page will stand.")] = "home",
    locale: given.Locale = None,
    country: given.Country = None,
    postcode: given.Postcode = None,
    size: given.Size = 20,
    exclude: given.Exclude = None,
    at: given.At = None,
) -> Response[Page]:
    asked = PageRequest(
        customer_id=customer_id or None,
        anonymous_id=anonymous_id or None,
        placement=placement,
        locale=locale or worker.settings.locale,
        country=country,
        postcode=postcode,
        size=size,
        exclude=given.split(exclude),
    )
    since = arrived(request.scope)
    page = await compose(worker, asked, at, since)
    observe.page(page.fallback, perf_counter() - since)
    return Response(page, headers=PRIVATE)


async def compose(worker: Worker, request: PageRequest, at: str | None, since: float) -> Page:
    """Read off the event loop, compose on it; out of time, or with too many at it, the default page."""
    pages, back = worker.pages_at(at), worker.pressure.lag()  # the answer waits as long as the question did
    until = since + worker.settings.page_deadline / SECOND - back
    with worker.pressure.page() as taken:
        if not taken:
            return pages.homepage(request, None, "overloaded")
        visit = await visit_in_time(worker, lambda: pages.read(request), until)
        if not isinstance(visit, Visit):
            return pages.homepage(request, None, visit)
        async with worker.pressure.turn(until) as mine:
            return pages.homepage(
                request, visit, None if mine else "deadline", lambda: perf_counter() > until
            )


async def visit_in_time(
    worker: Worker, read: Callable[[], Visit], until: float
) -> Visit | Literal["deadline", "store_down"]:
    """What the store says of the visitor, or why it says nothing."""
    try:
        return await worker.visits.read(read, until - perf_counter())
    except StoreLate:
        return "store_down" if worker.visits.down else "deadline"
    except ZuvorError:
        return "store_down"
    except Exception as error:
        observe.shelf_left_out("visitor", error)
        return "store_down"


@get(
    "/v1/items/{item_id:str}/related",
    security=needs("read"),
    responses=gives(200, Related, "What goes with it", RELATED) | problems(400, *DOORS, 404),
    summary="What goes with an item",
    description="`similar`: alike; `together`: bought with it. The same for everybody.",
)
async def related(
    worker: TheWorker,
    item_id: Annotated[str, PathParameter(description="The item being looked at.")],
    kind: Annotated[
        Literal["similar", "together"], QueryParameter(description="Alike, or bought with it.")
    ] = ("similar"),
    locale: given.Locale = None,
    size: given.Size = 20,
    at: given.At = None,
) -> Response[Related]:
    pages = worker.pages_at(at)
    try:
        news = await worker.visits.read(pages.news, worker.settings.page_deadline / SECOND)
    except StoreLate:
        news = None
    found = pages.related(item_id, kind, locale or worker.settings.locale, size, news)
    if found is None:
        raise NotFoundException("Neither the catalogue nor the model know this item")
    return Response(found, headers=PRIVATE)
