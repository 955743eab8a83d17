"""Routes for operations: alive, ready, metrics."""

from __future__ import annotations

from litestar import Response, get
from msgspec import Struct

from features.errors import ZuvorError
from service import observe
from service.api import examples
from service.api.describe import gives
from service.api.doors import OPEN
from service.api.worker import TheWorker, Worker
from service.interventions.webhook.standing import wrong_with_messages


class Health(Struct, frozen=True, kw_only=True):
    """`store` is `ok` or what is wrong; `model` the version served; `refused` versions and why.

    `experiments`: those that nobody takes part in though they run, and why; everything else serves.
    `webhook`: `ok`, or that messages don't get out; pages and answers go on, so it is ready all the same.
    """

    status: str
    store: str
    model: str | None
    refused: dict[str, str]
    experiments: dict[str, str]
    webhook: str


@get(
    "/health/live",
    opt=OPEN,
    media_type="text/plain",
    summary="Is the process alive",
    description="Answers as long as it can; ask it whether to restart.",
)
async def live() -> str:
    return "live"


@get(
    "/health/ready",
    opt=OPEN,
    responses=gives(200, Health, "Ready", examples.HEALTH)
    | gives(
        503, Health, "Not ready, and why", {**examples.HEALTH, "status": "not ready", "store": "is locked"}
    ),
    summary="Can it serve",
    description="200 when the store answers and a model is served or there is none yet; else 503 and why.",
)
async def ready(worker: TheWorker) -> Response[Health]:
    store, webhook = await worker.read(lambda: (wrong_with(worker), webhook_of(worker)))
    version, refused = worker.live.model_version, worker.live.refused
    good = store == "ok" and not (version is None and refused)
    health = Health(
        status="ready" if good else "not ready",
        store=store,
        model=version,
        refused=dict(refused),
        experiments=worker.experiments.refused,
        webhook=webhook,
    )
    return Response(health, status_code=200 if good else 503)


def wrong_with(worker: Worker) -> str:
    """What is wrong with the store, or `ok`; two indexed reads."""
    try:
        worker.store.probe()
    except ZuvorError as error:
        return str(error)
    return "ok"


def webhook_of(worker: Worker) -> str:
    """`ok`, or why messages wait, as far as the store can tell."""
    try:
        target = bool(worker.settings.webhook_url)
        return wrong_with_messages(worker.store, worker.clock(), target=target) or "ok"
    except ZuvorError:
        return "unknown"


@get(
    "/metrics",
    opt=OPEN,
    media_type="text/plain",
    summary="Metrics for Prometheus",
    description="Of all workers together; never about a single person.",
)
async def metrics(worker: TheWorker) -> Response[bytes]:
    return Response(await worker.read(lambda: measured(worker)), media_type=observe.METRICS_TYPE)


def measured(worker: Worker) -> bytes:
    """The metrics, with both ages as of now; without a store its age is left as it was."""
    try:
        newest = worker.store.newest_event()
        observe.ages(now=worker.clock(), model=worker.live.model_created_at, newest_event=newest)
        (waiting, due_at), (_, owed_at) = worker.store.unsent(), worker.store.unsent(owed=True)
        observe.outbox(now=worker.clock(), waiting=waiting, due_at=due_at, owed_at=owed_at)
    except ZuvorError as error:
        observe.log().warning("metrics without the store", error=str(error))
    return observe.exposition()
