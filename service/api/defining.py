"""A definition in a request's body → in force, or every fault with its pointer; the same for all kinds."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, route
from msgspec import UNSET, Raw, Struct, UnsetType

from features.definitions import Wish, wish
from features.errors import Rejected
from service.api.body import decode
from service.api.doors import OPEN, key_of
from service.api.problem import Invalid
from service.api.worker import Worker
from service.ingest.defining import define
from service.page.shelves import NAMES

DEFINABLE = ("experiments", "rules", "touchpoints", "interventions", "reminders")
LOOPBACK = "loopback"  # who changed it, where no key is needed


class Put(Struct, frozen=True):
    """The version in force; `changed`: it is a new one."""

    name: str
    version: int
    changed: bool


class _Named(Struct):
    name: str | UnsetType = UNSET


@route(
    [f"/v1/{kinds}/{{name:str}}" for kinds in DEFINABLE],
    http_method="OPTIONS",
    status_code=204,
    opt=OPEN,
    include_in_schema=False,
    summary="What can be done with a definition",
    description="Said here, as the framework's own answer knows one method of an address only.",
)
async def definition_methods() -> Response[None]:
    return Response(None, status_code=204, headers={"Allow": "GET, OPTIONS, PUT"})


async def put_in_force(request: Request[Any, Any, Any], worker: Worker, kind: str, name: str) -> Put:
    """All of it each time, in force for every worker within a second; by whom is the key's id."""
    wanted = named(await request.body(), kind, name)
    by, now = changed_by(request), worker.clock()
    done = await worker.write(lambda store: define(store, wanted, shelves=NAMES, now=now, by=by))
    if done.faults:
        raise Invalid(f"The {kind} can't be as it is defined; nothing was changed", done.faults)
    return Put(done.name, done.version, bool(done.changed))


def named(body: bytes, kind: str, name: str) -> Wish:
    """The body's definition; its name is the address's. Raises Rejected where it says another."""
    said = decode(body, _Named).name
    if said is not UNSET and said != name:
        raise Rejected("/name", f"{said!r} is not the name in the address; write the same, or leave it out")
    return wish(kind, {**decode(body, dict[str, Raw]), "name": name})


def changed_by(request: Request[Any, Any, Any]) -> str:
    """Who changes something: a key's id, never the key."""
    key = key_of(request)
    return LOOPBACK if key is None else key.key_id
