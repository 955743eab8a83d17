"""Routes of the catalogue: items and origins, all of a call or nothing, in force before the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Request, delete, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from msgspec import Struct

from features.errors import Rejected
from features.identity import ALWAYS
from service.api import examples
from service.api.body import needed_rows
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import needs
from service.api.problem import Invalid
from service.api.worker import TheWorker
from service.ingest.catalogue import admit_items, admit_origins
from service.ingest.door import Result
from service.store.protocol import Transaction


class Written(Struct, frozen=True):
    """How many were taken."""

    written: int


class Deleted(Struct, frozen=True):
    """How many were deleted."""

    deleted: int


@put(
    "/v1/items",
    security=needs("admin"),
    operation_class=asks("Items", {"items": [examples.ITEM]}),
    responses=gives(200, Written, "All taken", {"written": 1}) | problems(400, *DOORS, 413, 422, 503),
    summary="Add or replace items",
    description="Up to 1,000 per call, all or none. In force for the very next page of every worker.",
)
async def put_items(request: Request[Any, Any, Any], worker: TheWorker) -> Written:
    raws = needed_rows(await request.body(), "items")
    return await worker.write(lambda transaction: all_of(admit_items(transaction, raws), "items"))


@delete(
    "/v1/items/{item_id:str}",
    status_code=200,
    security=needs("admin"),
    responses=gives(200, Deleted, "Deleted", {"deleted": 1}) | problems(400, *DOORS, 404, 503),
    summary="Delete an item",
    description="The item is on no page from now on; events that name it still count.",
)
async def delete_item(
    item_id: Annotated[str, PathParameter(description="The item.")], worker: TheWorker
) -> Deleted:
    if not await worker.write(lambda transaction: dropped(transaction, item_id)):
        raise NotFoundException("The catalogue has no such item")
    return Deleted(1)


@put(
    "/v1/origins",
    security=needs("admin"),
    operation_class=asks("Origins", {"origins": [examples.ORIGIN]}),
    responses=gives(200, Written, "All taken", {"written": 1}) | problems(400, *DOORS, 413, 422, 503),
    summary="Add or replace origins",
    description="Warehouses and sellers that items are sent from; up to 1,000 per call, all or none.",
)
async def put_origins(request: Request[Any, Any, Any], worker: TheWorker) -> Written:
    raws = needed_rows(await request.body(), "origins")
    return await worker.write(lambda transaction: all_of(admit_origins(transaction, raws), "origins"))


def dropped(transaction: Transaction, item_id: str) -> bool:
    """Take the item out of the catalogue; False where it wasn't in."""
    kept = transaction.has_item(item_id)
    if kept:
        transaction.put_items([(item_id, ALWAYS, None)])
    return kept


def all_of(results: Sequence[Result], name: str) -> Written:
    """All or nothing: a fault undoes the transaction's piece, and every fault is pointed at."""
    faults = [
        Rejected(f"/{name}/{n}{result.pointer or ''}", result.detail or "")
        for n, result in enumerate(results)
        if result.status == "rejected"
    ]
    if faults:
        raise Invalid(f"{len(faults)} of {len(results)} {name} can't be used; none was taken", faults)
    return Written(len(results))
