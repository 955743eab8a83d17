"""What a route may reach: the parts of one worker, put together in `service/opening.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from litestar.di import NamedDependency
from litestar.exceptions import ValidationException

from features.clock import Clock, parse_moment, to_micros
from features.errors import BadInput
from features.events import EARLIEST_YEAR
from features.settings import Settings
from service.answers.serve import AnswerService
from service.api.pressure import Pressure
from service.api.readers import Readers
from service.engine.deliveries import Deliveries
from service.engine.live import Live
from service.engine.origins import Origins
from service.experiments.serve import Experiments
from service.ingest.writer import Writer
from service.interventions.acting import Acting
from service.interventions.webhook.outbox import Outbox
from service.keys.ring import KeyRing
from service.page.serve import PageService
from service.store.protocol import Store, Transaction

T = TypeVar("T")

EARLIEST, LATEST = (to_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (EARLIEST_YEAR, 9999))


@dataclass(frozen=True)
class Worker:
    """One worker's parts. `replay`: `--as-of` started the clock, so a request may name its own `at`."""

    settings: Settings
    clock: Clock
    store: Store
    writer: Writer
    live: Live
    pages: PageService
    answers: AnswerService
    origins: Origins
    deliveries: Deliveries
    experiments: Experiments
    acting: Acting
    outboxes: tuple[Outbox, ...]
    reads: Executor
    keys: KeyRing
    pressure: Pressure
    replay: bool = False
    visits: Readers = field(default_factory=Readers)

    async def read(self, work: Callable[[], T]) -> T:
        """Blocking reads that may take their time, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.reads, work)

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Joins the next commit; durable when it returns, also where the caller has hung up."""
        with self.pressure.write():
            return await asyncio.shield(asyncio.wrap_future(self.writer.submit(work)))

    def moment(self, at: str | None) -> int:
        """The request's moment: now, or its `at` where time is replayed."""
        if at is None:
            return self.clock()
        if not self.replay:
            raise parameter_at_fault("at", "only a service started with --as-of accepts it")
        try:
            moment = parse_moment(at)
        except BadInput as error:
            raise parameter_at_fault("at", str(error)) from None
        if not EARLIEST <= moment < LATEST:
            raise parameter_at_fault("at", f"must lie after {EARLIEST_YEAR} and before 9999")
        return moment

    def pages_at(self, at: str | None) -> PageService:
        """The pages of the request's moment."""
        return self.pages if at is None else self.pages.at(self.moment(at))

    def answers_at(self, at: str | None) -> AnswerService:
        """The answers of the request's moment."""
        return self.answers if at is None else self.answers.at(self.moment(at))


TheWorker = NamedDependency[Worker]  # as routes ask for it


def parameter_at_fault(name: str, detail: str) -> ValidationException:
    """A 400 that names the query parameter."""
    return ValidationException(extra=[{"key": name, "message": detail}])
