"""Settings → one worker of the service. The one place that wires its parts together."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from http import HTTPMethod
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler, HTTPScope, Message, Scope

from features import settings as settings_table
from features import workdays
from features.clock import SECOND, Clock, system_clock
from features.errors import StoreDown, StoreRefused
from features.settings import Settings
from service import environment, observe
from service.answers.memory import SECRET, Memory
from service.answers.serve import AnswerService, item_of
from service.api.admission import admitted
from service.api.body import MOST_BYTES
from service.api.cors import tell_pages
from service.api.doors import Door, let_in
from service.api.fresh import keep_log, tell, tell_experiments, warm_up, watch
from service.api.gestures import act, send
from service.api.limits import STORE, Counts, limits
from service.api.pressure import Pressure
from service.api.problem import HANDLERS
from service.api.routes import ROUTES, as_sent, decoded
from service.api.schema import config
from service.api.worker import Worker
from service.console.experiments import console
from service.engine.calendar_promises import CalendarPromises
from service.engine.deliveries import Deliveries
from service.engine.learned_promises import LearnedPromises
from service.engine.live import Live
from service.engine.origins import Origins
from service.experiments.at_hand import AtHand
from service.experiments.log import RankingLog
from service.experiments.recipes import Recipes
from service.experiments.serve import Experiments
from service.ingest.writer import Writer
from service.interventions import catalogue
from service.interventions.acting import Acting, Shop
from service.interventions.choice import Newest
from service.interventions.foreseen import Foresight
from service.interventions.looking import Looking
from service.interventions.webhook.outbox import Outbox
from service.interventions.webhook.targets import target_of
from service.keys.ring import KeyRing
from service.page.serve import PageService
from service.store import Store, open_store
from service.texts import text

METHODS = frozenset(HTTPMethod)
READS_AT_ONCE = 8


def create_app() -> Litestar:
    """The service as the environment describes it; what the workers of `zuvor serve` load."""
    observe.start_logging()
    settings = settings_table.read()
    start = os.environ.get(environment.AS_OF)
    strict = os.environ.get(environment.LOOPBACK) != "1"
    return build(settings, environment.clock_of(start), replay=start is not None, strict=strict)


def build(
    settings: Settings, clock: Clock = system_clock, *, replay: bool = False, strict: bool = False
) -> Litestar:
    """The application; its parts are opened when it starts and closed when it stops.

    `strict`: others than this machine may ask, so keys are needed even where there are none.
    """
    app = Litestar(
        [*ROUTES, console, *demo_shop(settings)],
        lifespan=[lambda app: running(app, settings, clock, replay, strict)],
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
async def running(
    app: Litestar, settings: Settings, clock: Clock, replay: bool, strict: bool
) -> AsyncIterator[None]:
    """From open to closed."""
    worker = app.state.worker = open_worker(settings, clock, replay, strict)
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
        yield send(worker, target)


def open_worker(settings: Settings, clock: Clock, replay: bool, strict: bool) -> Worker:
    """Everything a route may reach."""
    warn_of_threads()
    text.fall_back_to(settings.locale)
    text.address(settings.address, settings.texts)
    store = open_store(settings.store, migrate=False)
    live = Live(settings.artifacts, store, clock)
    live.refresh_model()
    workdays.warm()
    origins = Origins(store)
    calendar = CalendarPromises(
        lambda: origins.now, lambda item_id: item_of(live, item_id), settings.timezone
    )
    deliveries = Deliveries(store, live, origins, clock, settings.promise_level)
    promises = LearnedPromises(deliveries, origins, calendar, settings)
    memory = memory_of(store)
    answers = AnswerService(store, live, settings, clock, memory, promises, origins, observe.answer_left_out)
    writer = Writer(store)
    experiments = experiments_of(settings, store, writer, clock)
    pages = PageService(
        store, live, settings, clock, observe.shelf_left_out, answers=answers, experiments=experiments
    )
    readers = ThreadPoolExecutor(READS_AT_ONCE, "read")
    keys = key_ring(store, writer, strict)
    pressure = Pressure(settings.page_deadline / SECOND)
    return Worker(
        settings,
        clock,
        store,
        writer,
        live,
        pages,
        answers,
        origins,
        deliveries,
        experiments,
        acting_of(settings, store, writer, memory, promises, clock),
        Outbox(store, writer, clock, default=settings.consent_granted),
        readers,
        keys,
        pressure,
        replay,
    )


def experiments_of(settings: Settings, store: Store, writer: Writer, clock: Clock) -> Experiments:
    """Experiments, with the models that those running name."""
    default = settings.consent_granted
    experiments = Experiments(
        store,
        AtHand(store, settings.personalisation_holdout),
        Recipes(settings.artifacts, store, clock),
        RankingLog(writer.submit, consent_granted=default),
        clock,
        default=default,
    )
    with suppress(StoreDown):  # then they are looked for with the next model
        experiments.refresh()
    return experiments


def acting_of(
    settings: Settings, store: Store, writer: Writer, memory: Memory, promises: LearnedPromises, clock: Clock
) -> Acting:
    """What decides on gestures."""
    zone = settings.timezone
    return Acting(
        store,
        writer,
        catalogue.AtHand(store),
        Looking(store, zone, memory.content),
        Foresight(promises, zone),
        Shop(zone, settings.consent_granted, Newest(store)),
        clock,
    )


def memory_of(store: Store) -> Memory:
    """Signs answers; where the store takes no secret now, what is told is forgotten at the next start."""
    try:
        with store.write() as transaction:
            return Memory(transaction.secret(SECRET))
    except StoreDown as error:
        observe.log().error("answers told now won't be remembered", why=str(error))
        return Memory(secrets.token_bytes(32))


def key_ring(store: Store, writer: Writer, strict: bool) -> KeyRing:
    """The keys at hand, by the real time also where a replay shows another."""

    def used(key_id: str, at: int) -> None:
        with suppress(StoreDown):  # then it is noted a minute later
            writer.submit(lambda transaction: transaction.use_key(key_id, at))

    def failed(error: Exception) -> None:
        why = {"why": str(error)} if isinstance(error, StoreDown | StoreRefused) else observe.where(error)
        observe.log().error("could not read keys, those known hold", **why)

    return KeyRing(store, system_clock, strict=strict, used=used, failed=failed).open()


def close_worker(worker: Worker) -> None:
    """What was acknowledged is written before the store closes."""
    worker.keys.close()
    worker.experiments.log.flush()
    worker.writer.close()
    worker.experiments.log.close()
    worker.reads.shutdown()
    worker.visits.close()
    worker.store.close()


def warn_of_threads() -> None:
    """Numerical libraries with threads of their own make a page thirty times slower."""
    for variable in environment.THREADS:
        if os.environ.get(variable) != "1":
            observe.log().warning("slow pages ahead", variable=variable, mend=f"set {variable}=1")


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
