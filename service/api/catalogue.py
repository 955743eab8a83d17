"""Routes of the catalogue: items and origins, all of a call or nothing, in force before the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, delete, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from msgspec import Raw, Struct

from features.catalogue import Item, Origin
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

NAMED = 20  # unknown fields: whoever sends thousands of names gets no thousands back

_fields = msgspec.json.Decoder(dict[str, Raw])


class Written(Struct, frozen=True, omit_defaults=True):
    """How many were taken; `ignored`: fields that nobody here knows, the first twenty."""

    written: int
    ignored: list[str] = []


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
    now = worker.clock()
    await worker.write(lambda transaction: all_of(admit_items(transaction, raws, now=now), "items"))
    return Written(len(raws), unknown(raws, Item))


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
    if not await worker.write(lambda transaction: dropped(transaction, item_id, worker.clock())):
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
    await worker.write(lambda transaction: all_of(admit_origins(transaction, raws), "origins"))
    worker.origins.forget()
    return Written(len(raws), unknown(raws, Origin))


def dropped(transaction: Transaction, item_id: str, now: int) -> bool:
    """Take the item out of the catalogue; False where it wasn't in."""
    kept = transaction.has_item(item_id)
    if kept:
        transaction.put_items([(item_id, ALWAYS, None)], now)
    return kept


def unknown(raws: Sequence[Raw], kind: type[Item | Origin]) -> list[str]:
    """Names of fields that were left out, each once."""
    known = set(kind.__struct_fields__)
    found = {name for raw in raws for name in _names(raw)}
    return sorted(found - known)[:NAMED]


def _names(raw: Raw) -> Iterable[str]:
    """Who passes a field over doesn't mind that its name is no text; then there is none to tell."""
    try:
        return _fields.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()


def all_of(results: Sequence[Result], name: str) -> None:
    """All or nothing: a fault undoes the transaction's piece, and every fault is pointed at."""
    faults = [
        Rejected(f"/{name}/{n}{result.pointer or ''}", result.detail or "")
        for n, result in enumerate(results)
        if result.status == "rejected"
    ]
    if faults:
        raise Invalid(f"{len(faults)} of {len(results)} {name} can't be used; none was taken", faults)
