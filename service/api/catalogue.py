"""Routes of the catalogue: items and origins, all of a call or nothing, in force before the answer."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, delete, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from msgspec import Struct

from features.catalogue import Item, Origin, decode_item, decode_origin
from features.clock import to_micros
from features.identity import ALWAYS
from service.api import examples
from service.api.body import decode_all
from service.api.describe import asks, gives, problems
from service.api.world import World
from service.store.protocol import Transaction


class Written(Struct, frozen=True):
    """How many were taken."""

    written: int


class Deleted(Struct, frozen=True):
    """How many were deleted."""

    deleted: int


@put(
    "/v1/items",
    operation_class=asks("Items", {"items": [examples.ITEM]}),
    responses=gives(200, Written, "All taken", {"written": 1}) | problems(400, 413, 422, 503),
    summary="Add or replace items",
    description="Up to 1,000 per call, all or none. In force for the very next page of every worker.",
)
async def put_items(request: Request[Any, Any, Any], world: World) -> Written:
    items = decode_all(await request.body(), "items", decode_item)
    await world.write(lambda transaction: transaction.put_items([item_row(item) for item in items]))
    return Written(len(items))


@delete(
    "/v1/items/{item_id:str}",
    status_code=200,
    responses=gives(200, Deleted, "Deleted", {"deleted": 1}) | problems(400, 404, 503),
    summary="Delete an item",
    description="The item is on no page from now on; events that name it still count.",
)
async def delete_item(
    item_id: Annotated[str, PathParameter(description="The item.")], world: World
) -> Deleted:
    def work(transaction: Transaction) -> bool:
        known = any(row.item_id == item_id for row in transaction.catalogue(0) if row.body is not None)
        if known:
            transaction.put_items([(item_id, ALWAYS, None)])
        return known

    if not await world.write(work):
        raise NotFoundException("The catalogue has no such item")
    return Deleted(1)


@put(
    "/v1/origins",
    operation_class=asks("Origins", {"origins": [examples.ORIGIN]}),
    responses=gives(200, Written, "All taken", {"written": 1}) | problems(400, 413, 422, 503),
    summary="Add or replace origins",
    description="Warehouses and sellers that items are sent from; up to 1,000 per call, all or none.",
)
async def put_origins(request: Request[Any, Any, Any], world: World) -> Written:
    origins = decode_all(await request.body(), "origins", decode_origin)
    await world.write(lambda transaction: transaction.put_origins([origin_row(o) for o in origins]))
    return Written(len(origins))


def item_row(item: Item) -> tuple[str, int, bytes]:
    """An item as the store takes it; without `valid_from` it holds at all times."""
    since = ALWAYS if item.valid_from is None else to_micros(item.valid_from)
    return item.item_id, since, msgspec.json.encode(item)


def origin_row(origin: Origin) -> tuple[str, bytes]:
    """An origin as the store takes it."""
    return origin.origin, msgspec.json.encode(origin)
