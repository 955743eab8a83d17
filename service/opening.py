"""Settings → the parts of one worker, opened and closed in order: the one place that wires them."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from features import workdays
from features.clock import SECOND, Clock, system_clock
from features.errors import StoreDown, StoreRefused
from features.settings import Settings
from service import observe
from service.answers.memory import SECRET, Memory
from service.answers.occasions import Occasions
from service.answers.serve import AnswerService, item_of
from service.api.pressure import Pressure
from service.api.worker import Worker
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
from service.interventions.acting import Acting, Senses
from service.interventions.cases import Shop
from service.interventions.choice import Newest
from service.interventions.foreseen import Foresight
from service.interventions.looking import Looking
from service.interventions.webhook.outbox import Outbox
from service.keys.ring import KeyRing
from service.page.serve import PageService
from service.store import Store, open_store
from service.texts import text

READS_AT_ONCE = 8


def open_worker(settings: Settings, clock: Clock, replay: bool, strict: bool) -> Worker:
    """Everything a route may reach."""
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
        acting_of(settings, store, writer, memory, promises, answers, clock),
        tuple(
            Outbox(store, writer, clock, default=settings.consent_granted, owed=owed)
            for owed in (True, False)
        ),
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
    settings: Settings,
    store: Store,
    writer: Writer,
    memory: Memory,
    promises: LearnedPromises,
    answers: AnswerService,
    clock: Clock,
) -> Acting:
    """What decides on gestures."""
    zone = settings.timezone
    return Acting(
        store,
        writer,
        catalogue.AtHand(store),
        Senses(
            Looking(store, zone, memory.content),
            Foresight(promises, zone),
            Occasions(store, answers, default=settings.consent_granted),
        ),
        Shop(zone, settings.currency, settings.consent_granted, Newest(store)),
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
