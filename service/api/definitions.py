"""Routes of experiments: each is put as a whole; every version can be read, with who and when."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request, get, put
from litestar.exceptions import NotFoundException
from msgspec import Struct

from features.clock import to_text
from features.experiments.definition import KIND, Experiment, decode_experiment
from features.experiments.expecting import Expected
from service.api import examples
from service.api import parameters as given
from service.api.defining import Put, put_in_force
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import needs
from service.api.worker import TheWorker, Worker
from service.experiments.expected import expected
from service.store.records import Definition

State = Literal["planned", "running", "over"]


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


class PutExperiment(Put, frozen=True):
    """`expected`: of a planned one, where the shop's last weeks were counted."""

    expected: Expected | None = None


@put(
    "/v1/experiments/{name:str}",
    security=needs("admin"),
    operation_class=asks("Experiment", examples.EXPERIMENT),
    responses=gives(200, PutExperiment, "In force", examples.PUT_EXPERIMENT)
    | problems(400, *DOORS, 413, 422, 503),
    summary="Define an experiment",
    description="All of it each time, in force for every worker within a second. A running experiment isn't "
    "redefined: but for `stopped`, `forced`, `internal…` and a later `end` beside a `planned_size` a change "
    "needs the next `phase` and a later start. What is already so makes no new version. Ids in `forced` and "
    "`internal` stay in old ones. Before the start `expected` says how likely the smallest effect is "
    "found, and how long that takes, by the shop's weeks as of `computed_at`; null where no job counted them "
    "for this unit, window and audience (`zuvor experiment results NAME` does).",
)
async def put_experiment(
    request: Request[Any, Any, Any], worker: TheWorker, name: given.ExperimentName
) -> PutExperiment:
    done = await put_in_force(request, worker, KIND, name)
    return await worker.read(
        lambda: PutExperiment(done.name, done.version, done.changed, _expected(worker, done))
    )


def _expected(worker: Worker, done: Put) -> Expected | None:
    kept = worker.store.definition(KIND, done.name)
    if kept is None or kept.version != done.version:
        return None  # somebody else was quicker
    return expected(worker.store, decode_experiment(kept.body), done.version, worker.clock())


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


def told(kept: Definition) -> Version:
    """A version as it goes over the wire."""
    return Version(kept.version, to_text(kept.changed_at), kept.changed_by, decode_experiment(kept.body))


def state(experiment: Experiment, now: int) -> State:
    """Where it is in its life."""
    if experiment.ended(now):
        return "over"
    return "running" if experiment.running(now) else "planned"
