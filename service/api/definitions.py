"""Routes of definitions: an experiment is put as a whole; every version can be read, with who and when."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from litestar import Request, Response, get, put, route
from litestar.exceptions import NotFoundException
from msgspec import Raw, Struct

from features.clock import to_text
from features.errors import Rejected
from features.experiments.definition import KIND, Experiment, decode_experiment
from service.api import examples
from service.api import parameters as given
from service.api.body import decode
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import OPEN, key_of, needs
from service.api.problem import Invalid
from service.api.worker import TheWorker
from service.ingest.defining import define
from service.page.shelves import NAMES
from service.store.records import Definition

LOOPBACK = "loopback"  # who changed it, where no key is needed

State = Literal["planned", "running", "over"]


class Put(Struct, frozen=True):
    """The version in force; `changed`: it is a new one."""

    name: str
    version: int
    changed: bool


class Version(Struct, frozen=True):
    """A definition, and who made it so when."""

    version: int
    changed_at: str
    changed_by: str
    definition: Experiment


class Versions(Struct, frozen=True):
    """What is in force now, and all versions, newest first."""

    name: str
    state: State
    version: int
    definition: Experiment
    versions: list[Version]


@route(
    "/v1/experiments/{name:str}",
    http_method="OPTIONS",
    status_code=204,
    opt=OPEN,
    include_in_schema=False,
    summary="What can be done with an experiment",
    description="Said here, as the framework's own answer knows one method of an address only.",
)
async def experiment_methods() -> Response[None]:
    return Response(None, status_code=204, headers={"Allow": "GET, OPTIONS, PUT"})


@put(
    "/v1/experiments/{name:str}",
    security=needs("admin"),
    operation_class=asks("Experiment", examples.EXPERIMENT),
    responses=gives(200, Put, "In force", {"name": "homepage", "version": 1, "changed": True})
    | problems(400, *DOORS, 413, 422, 503),
    summary="Define an experiment",
    description="All of it each time, in force for every worker within a second. A running experiment isn't "
    "redefined: but for `stopped`, `forced`, `internal…` and a later `end` beside a `planned_size` a change "
    "needs the next `phase` and a later start. What is already so makes no new version. Ids in `forced` and "
    "`internal` stay in old ones.",
)
async def put_experiment(
    request: Request[Any, Any, Any], worker: TheWorker, name: given.ExperimentName
) -> Put:
    experiment = named(await request.body(), name)
    key = key_of(request)
    by = LOOPBACK if key is None else key.key_id
    now = worker.clock()
    done = await worker.write(lambda store: define(store, experiment, shelves=NAMES, now=now, by=by))
    if done.faults:
        raise Invalid("The experiment can't be as it is defined; nothing was changed", done.faults)
    return Put(done.name, done.version, bool(done.changed))


@get(
    "/v1/experiments/{name:str}",
    security=needs("admin"),
    responses=gives(200, Versions, "All versions", examples.VERSIONS) | problems(400, *DOORS, 404, 503),
    summary="An experiment and all its versions",
    description="The newest first; the one in force is also told by itself.",
)
async def get_experiment(worker: TheWorker, name: given.ExperimentName) -> Versions:
    kept = await worker.read(lambda: worker.store.definition_versions(KIND, name))
    if not kept:
        raise NotFoundException("There is no such experiment; PUT defines one")
    versions = [told(one) for one in kept]
    newest = versions[0].definition
    return Versions(name, state(newest, worker.clock()), kept[0].version, newest, versions)


def named(body: bytes, name: str) -> Experiment:
    """The body's definition; its name is the address's. Raises Rejected where it says another."""
    fields = decode(body, dict[str, Raw])
    fields.setdefault("name", Raw(msgspec.json.encode(name)))
    experiment = decode_experiment(msgspec.json.encode(fields))
    if experiment.name != name:
        raise Rejected(
            "/name", f"{experiment.name!r} is not the name in the address; write the same, or leave it out"
        )
    return experiment


def told(kept: Definition) -> Version:
    """A version as it goes over the wire."""
    return Version(kept.version, to_text(kept.changed_at), kept.changed_by, decode_experiment(kept.body))


def state(experiment: Experiment, now: int) -> State:
    """Where it is in its life."""
    if experiment.ended(now):
        return "over"
    return "running" if experiment.running(now) else "planned"
