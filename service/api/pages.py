"""Routes that show products: the homepage, and what goes with one item."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated, Literal

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter

from features.errors import StoreDown, StoreRefused
from service import observe
from service.api import parameters as given
from service.api.describe import DOORS, gives, problems
from service.api.doors import needs
from service.api.examples import PAGE, RELATED
from service.api.worker import TheWorker, Worker
from service.page.model import Page, PageRequest, Placement, Related

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
    started = perf_counter()
    request = PageRequest(
        customer_id=customer_id or None,
        anonymous_id=anonymous_id or None,
        placement=placement,
        locale=locale or worker.settings.locale,
        country=country,
        postcode=postcode,
        size=size,
        exclude=given.split(exclude),
    )
    page = await compose(worker, request, at)
    observe.page(page.fallback, perf_counter() - started)
    return Response(page, headers=PRIVATE)


async def compose(worker: Worker, request: PageRequest, at: str | None) -> Page:
    """Read off the event loop, compose on it; without a store there is still the default page."""
    pages = worker.pages_at(at)
    try:
        visit = await worker.read(lambda: pages.read(request))
    except (StoreDown, StoreRefused):
        return pages.homepage(request, None, "store_down")
    return pages.homepage(request, visit)


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
    news = await worker.read(pages.news)
    found = pages.related(item_id, kind, locale or worker.settings.locale, size, news)
    if found is None:
        raise NotFoundException("Neither the catalogue nor the model know this item")
    return Response(found, headers=PRIVATE)
