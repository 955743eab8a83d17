"""Routes of a customer's rights: the export, and consent."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from features.errors import Rejected
from features.events import Purposes
from service.api import examples
from service.api import parameters as given
from service.api.body import decode
from service.api.describe import DOORS, ConsentChange, asks, gives, problems
from service.api.doors import needs
from service.api.pages import PRIVATE
from service.api.worker import TheWorker
from service.ingest.rights import Export, Holds, decide, export

CustomerId = Annotated[str, PathParameter(description="The shop's id of the customer.", max_length=128)]


@get(
    "/v1/customers/{customer_id:str}/export",
    security=needs("admin"),
    responses=gives(200, Export, "Everything", examples.EXPORT) | problems(400, *DOORS, 404, 503),
    summary="Everything kept about a customer",
    description="Every event once, those of the customer's devices too, and what the customer decided.",
)
async def get_export(worker: TheWorker, customer_id: CustomerId) -> Response[Export]:
    default = worker.settings.consent_granted
    found = await worker.read(lambda: export(worker.store, customer_id, now=worker.clock(), default=default))
    if found is None:
        raise NotFoundException("Nothing is kept about this customer")
    return Response(found, headers=PRIVATE)


@put(
    "/v1/customers/{customer_id:str}/consent",
    security=needs("admin"),
    operation_class=asks("ConsentChange", examples.CONSENT),
    responses=gives(200, Holds, "What holds now", examples.HOLDS) | problems(400, *DOORS, 422, 503),
    summary="A customer decides",
    description="In force before the answer; purposes not named stay as they are. Without `personalisation`, "
    "what was kept for it is deleted.",
)
async def put_consent(
    request: Request[Any, Any, Any], worker: TheWorker, customer_id: CustomerId, at: given.At = None
) -> Holds:
    purposes = decode(await request.body(), ConsentChange).purposes
    if purposes == Purposes():
        raise Rejected("/purposes", "Name at least one of personalisation, analytics, marketing")
    now, default = worker.moment(at), worker.settings.consent_granted
    return await worker.write(
        lambda transaction: decide(transaction, customer_id, purposes, now=now, default=default)
    )
