"""Routes of a person's rights: export, erasure, consent."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Annotated, Any

from litestar import MediaType, Request, Response, delete, get, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Stream

from features.errors import Rejected, StoreDown
from features.events import Purposes
from service.api import examples
from service.api import parameters as given
from service.api.body import decode
from service.api.describe import DOORS, ConsentChange, asks, gives, problems
from service.api.doors import needs
from service.api.pages import PRIVATE
from service.api.worker import TheWorker, Worker
from service.ingest.erasing import Subject, erase
from service.ingest.exporting import Export, document
from service.ingest.receipts import Receipt, receipt
from service.ingest.rights import Holds, decide

CustomerId = Annotated[str, PathParameter(description="The shop's id of the customer.", max_length=128)]
AnonymousId = Annotated[str, PathParameter(description="The id of the device or browser.", max_length=128)]

STRANGERS = "While a customer is signed in on a device, what it does is that customer's and not meant here."
ERASED = (
    "Every event goes, in force for every worker before the answer; what happened before and comes late is "
    "`withheld`, what happens later is somebody new's. Somebody unknown is kept out in the same way. The "
    "answer is the receipt. "
)


@get(
    "/v1/customers/{customer_id:str}/export",
    security=needs("admin"),
    responses=gives(200, Export, "Everything", examples.EXPORT) | problems(400, *DOORS, 404, 503),
    summary="Everything kept about a customer",
    description="Every event once, those of the customer's devices too, and what the customer decided. Pages "
    "served in experiments stand among them as `page_served`.",
)
async def get_export(worker: TheWorker, customer_id: CustomerId) -> Stream:
    return await exported(worker, Subject(customer_id=customer_id))


@get(
    "/v1/visitors/{anonymous_id:str}/export",
    security=needs("admin"),
    responses=gives(200, Export, "Everything", examples.EXPORT_OF_VISITOR) | problems(400, *DOORS, 404, 503),
    summary="Everything kept about the strangers of a device",
    description=f"The same for somebody without an account. {STRANGERS}",
)
async def get_visitor_export(worker: TheWorker, anonymous_id: AnonymousId) -> Stream:
    return await exported(worker, Subject(anonymous_id=anonymous_id))


@delete(
    "/v1/customers/{customer_id:str}",
    status_code=200,
    security=needs("admin"),
    responses=gives(200, Receipt, "Erased", examples.RECEIPT) | problems(400, *DOORS, 503),
    summary="Erase a customer",
    description=f"{ERASED}What the customer's devices did while they were theirs goes, too.",
)
async def delete_customer(worker: TheWorker, customer_id: CustomerId) -> Response[Receipt]:
    return await erased(worker, Subject(customer_id=customer_id))


@delete(
    "/v1/visitors/{anonymous_id:str}",
    status_code=200,
    security=needs("admin"),
    responses=gives(200, Receipt, "Erased", examples.RECEIPT) | problems(400, *DOORS, 503),
    summary="Erase the strangers of a device",
    description=f"{ERASED}{STRANGERS}",
)
async def delete_visitor(worker: TheWorker, anonymous_id: AnonymousId) -> Response[Receipt]:
    return await erased(worker, Subject(anonymous_id=anonymous_id))


@put(
    "/v1/customers/{customer_id:str}/consent",
    security=needs("admin"),
    operation_class=asks("ConsentChange", examples.CONSENT),
    responses=gives(200, Holds, "What holds now", examples.HOLDS) | problems(400, *DOORS, 422, 503),
    summary="A customer decides",
    description="In force before the answer; purposes not named stay as they are. Without `personalisation`, "
    "what was kept for it is deleted; for `analytics` and `marketing` alone nothing is kept.",
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


async def exported(worker: Worker, subject: Subject) -> Stream:
    """Piece by piece: nobody's past is too long for it."""
    now, default = worker.clock(), worker.settings.consent_granted
    pieces = await worker.read(lambda: document(worker.store, subject, now=now, default=default))
    if pieces is None:
        raise NotFoundException("Nothing is kept about this person")

    async def sent() -> AsyncIterator[bytes]:
        while piece := await worker.read(lambda: next(pieces, b"")):
            yield piece

    return Stream(sent(), media_type=MediaType.JSON, headers=PRIVATE)


async def erased(worker: Worker, subject: Subject) -> Response[Receipt]:
    """Commit by commit until nothing is left, so that others get to write."""
    deleted: Counter[str] = Counter()
    done = False
    while not done:
        now = worker.clock()
        step = await worker.write(partial(erase, subject=subject, now=now))
        deleted.update(step.deleted)
        done = step.done
    with suppress(StoreDown):  # the next training tries again
        await worker.read(worker.store.settle)
    return Response(receipt(deleted, now=now, settings=worker.settings), headers=PRIVATE)
