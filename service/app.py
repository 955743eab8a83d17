"""Settings → the web application: routes, what stands before them, and a worker that lives as long as it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPMethod
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, HTTPScope, Message, Scope

from features import settings as settings_table
from features.clock import Clock, system_clock
from features.settings import Settings
from service import environment, observe
from service.api.admission import admitted
from service.api.body import MOST_BYTES
from service.api.cors import tell_pages
from service.api.doors import Door, let_in
from service.api.fresh import keep_log, tell, tell_experiments, warm_up, watch
from service.api.gestures import act, send
from service.api.limits import STORE, Counts, limits
from service.api.problem import HANDLERS
from service.api.routes import ROUTES, as_sent, decoded
from service.api.schema import config
from service.api.worker import Worker
from service.console.experiments import console
from service.interventions.webhook.targets import target_of
from service.opening import close_worker, open_worker

METHODS = frozenset(HTTPMethod)


def create_app() -> Litestar:
    """The service as the environment describes it; what the workers of `zuvor serve` load."""
    observe.start_logging()
    warn_of_threads()
    settings = settings_table.read()
    start = os.environ.get(environment.AS_OF)
    strict = os.environ.get(environment.LOOPBACK) != "1"
    return build(settings, environment.clock_of(start), replay=start is not None, strict=strict)


def warn_of_threads() -> None:
    """Numerical libraries with threads of their own make a page thirty times slower."""
    for variable in environment.THREADS:
        if os.environ.get(variable) != "1":
            observe.log().warning("slow pages ahead", variable=variable, mend=f"set {variable}=1")


def build(
    settings: Settings, clock: Clock = system_clock, *, replay: bool = False, strict: bool = False
) -> Litestar:
    """The application; its parts are opened when it starts and closed when it stops.

    `strict`: others than this machine may ask, so keys are needed even where there are none.
    """
    app = routed(settings)
    app.state.open_worker = partial(open_worker, settings, clock, replay, strict)
    return app


def routed(settings: Settings) -> Litestar:
    """Every route behind its doors; what answers there is opened by `state.open_worker`."""
    app = Litestar(
        [*ROUTES, console, *demo_shop(settings)],
        lifespan=[running],
        dependencies={"worker": Provide(the_worker, sync_to_thread=False)},
        middleware=[Door, *limits(settings), decoded],
        guards=[let_in],
        stores={STORE: Counts()},
        exception_handlers=HANDLERS,
        before_send=[count_answer, tell_pages],
        request_max_body_size=MOST_BYTES,
        openapi_config=config(metadata.version("zuvor")),
        logging_config=None,
    )
    app.asgi_handler = admitted(as_sent(app.asgi_handler))
    return app


def the_worker(state: State) -> Worker:
    worker: Worker = state.worker
    return worker


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[None]:
    """From open to closed."""
    worker: Worker = app.state.open_worker()
    app.state.worker = worker
    await warm_up(worker)
    tell(worker.live, worker.live.model_version, {})
    tell_experiments(worker.experiments, {})
    tasks = [asyncio.create_task(work) for work in background(worker)]
    observe.log().info("started", model=worker.live.model_version, refused=len(worker.live.refused))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        close_worker(worker)
        observe.log().info("stopped")


def background(worker: Worker) -> Iterator[Coroutine[Any, Any, None]]:
    """What a worker does beside answering; a replay does nothing for anybody."""
    yield watch(worker)
    yield keep_log(worker)
    if worker.replay:
        return
    yield act(worker)
    if target := target_of(worker.settings):
        for outbox in worker.outboxes:
            yield send(outbox, target)


async def count_answer(message: Message, scope: Scope) -> None:
    """Counts every answer by the route's pattern, never by its path."""
    if message["type"] == "http.response.start":
        route, method = scope.get("path_template") or "unknown", cast(HTTPScope, scope)["method"]
        known = method if method in METHODS else "other"  # nobody can invent a thousand
        observe.REQUESTS.labels(route, known, message["status"]).inc()


def demo_shop(settings: Settings) -> list[ControllerRouterHandler]:
    """The demo's shop, where there is a demo."""
    if not settings.demo:
        return []
    from service.console.shop import shop_router

    return [shop_router(Path(settings.demo), settings.answers_per_page)]
