"""Routes of touchpoints, gestures and the rules over them: put as a whole, read with all their versions."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, get, put
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from msgspec import Struct

from features.clock import to_text
from features.definitions import built_in
from features.interventions.definition import INTERVENTION, RULE
from features.touchpoints.definition import TOUCHPOINT
from service.api import examples
from service.api.defining import Put, put_in_force
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import needs
from service.api.worker import TheWorker, Worker

TouchpointName = Annotated[str, PathParameter(description="The touchpoint.", max_length=64)]
GestureName = Annotated[str, PathParameter(description="The gesture.", max_length=64)]
RuleName = Annotated[str, PathParameter(description="The rule: `contact` or `goodwill`.", max_length=64)]


class Laid(Struct, frozen=True):
    """A version of what was laid down, as it can be put again, and who made it so when."""

    version: int
    changed_at: str
    changed_by: str
    definition: dict[str, Any]


class InForce(Struct, frozen=True):
    """What holds now (`version` 0: what is built in, nobody defined it), and all versions, newest first."""

    name: str
    version: int
    definition: dict[str, Any]
    versions: list[Laid]


@put(
    "/v1/touchpoints/{name:str}",
    security=needs("admin"),
    operation_class=asks("Touchpoint", examples.TOUCHPOINT),
    responses=gives(200, Put, "In force", examples.put("delivery")) | problems(400, *DOORS, 413, 422, 503),
    summary="Define a touchpoint",
    description="All of it each time: it replaces what is built in under its name, and a promise that it "
    "leaves out isn't promised. What is already so makes no new version.",
)
async def put_touchpoint(request: Request[Any, Any, Any], worker: TheWorker, name: TouchpointName) -> Put:
    return await put_in_force(request, worker, TOUCHPOINT, name)


@get(
    "/v1/touchpoints/{name:str}",
    security=needs("admin"),
    responses=gives(200, InForce, "All versions", examples.in_force("delivery", examples.TOUCHPOINT))
    | problems(400, *DOORS, 404, 503),
    summary="A touchpoint and all its versions",
    description="Who answers for it and what the shop promises there.",
)
async def get_touchpoint(worker: TheWorker, name: TouchpointName) -> InForce:
    return await in_force(worker, TOUCHPOINT, name)


@put(
    "/v1/interventions/{name:str}",
    security=needs("admin"),
    operation_class=asks("Gesture", examples.GESTURE),
    responses=gives(200, Put, "In force", examples.put("voucher")) | problems(400, *DOORS, 413, 422, 503),
    summary="Define a gesture",
    description="What may be done upon a trigger, for whom, at what cost. `owed` is done always and never "
    "drawn; what is goodwill competes with the other gestures and with doing nothing. `stopped` ends it.",
)
async def put_intervention(request: Request[Any, Any, Any], worker: TheWorker, name: GestureName) -> Put:
    return await put_in_force(request, worker, INTERVENTION, name)


@get(
    "/v1/interventions/{name:str}",
    security=needs("admin"),
    responses=gives(200, InForce, "All versions", examples.in_force("voucher", examples.GESTURE))
    | problems(400, *DOORS, 404, 503),
    summary="A gesture and all its versions",
    description="What it did is told by `GET /v1/interventions`.",
)
async def get_intervention(worker: TheWorker, name: GestureName) -> InForce:
    return await in_force(worker, INTERVENTION, name)


@put(
    "/v1/rules/{name:str}",
    security=needs("admin"),
    operation_class=asks("Rule", examples.CONTACT),
    responses=gives(200, Put, "In force", examples.put("contact")) | problems(400, *DOORS, 413, 422, 503),
    summary="Define a rule",
    description="`contact`: how often, and at what hours, anything may reach out to a customer. `goodwill`: "
    "the day's budget, how many customers are left alone to know what gestures change, and the caps.",
)
async def put_rule(request: Request[Any, Any, Any], worker: TheWorker, name: RuleName) -> Put:
    return await put_in_force(request, worker, RULE, name)


@get(
    "/v1/rules/{name:str}",
    security=needs("admin"),
    responses=gives(200, InForce, "All versions", examples.in_force("contact", examples.CONTACT))
    | problems(400, *DOORS, 404, 503),
    summary="A rule and all its versions",
    description="There are two, `contact` and `goodwill`; both hold before anybody defines them.",
)
async def get_rule(worker: TheWorker, name: RuleName) -> InForce:
    return await in_force(worker, RULE, name)


async def in_force(worker: Worker, kind: str, name: str) -> InForce:
    """What is kept under a name, or what is built in; 404 where there is neither."""
    kept = await worker.read(lambda: worker.store.definition_versions(kind, name))
    versions = [
        Laid(one.version, to_text(one.changed_at), one.changed_by, msgspec.json.decode(one.body))
        for one in kept
    ]
    if versions:
        return InForce(name, versions[0].version, versions[0].definition, versions)
    if (usual := built_in(kind, name)) is None:
        raise NotFoundException(f"There is no such {kind}; PUT defines one")
    return InForce(name, 0, msgspec.to_builtins(usual), [])
