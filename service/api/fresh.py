"""A worker's model, warm before the first page and kept fresh: look often, load rarely, say what changed."""

from __future__ import annotations

import asyncio
import gc

from features.clock import SECOND
from service import observe
from service.api.promised import State
from service.api.promised import tell as tell_promises
from service.api.worker import Worker
from service.engine.live import Live
from service.experiments.serve import Experiments
from service.page.model import PageRequest

REHEARSAL = 5.0  # seconds; a store that hangs must not keep a worker from starting
LOGGED_EVERY = 0.5  # seconds; what a crash loses of the ranking log


async def warm_up(worker: Worker) -> None:
    """A page that nobody asked for, so that the first one asked for is as fast as the others."""
    try:
        visit = await worker.visits.read(worker.pages.rehearsal, REHEARSAL)
        worker.pages.homepage(PageRequest(), visit)
    except Exception as error:  # readiness says what is wrong with the store; here nothing may stop a start
        observe.log().warning("no page rehearsed", **observe.where(error))
    gc.freeze()  # what is there now stays: no request pays for walking it


async def watch(worker: Worker) -> None:
    """Looks for a new model again and again; whatever goes wrong, the last good one goes on serving."""
    promises: State = "in its band"
    while True:
        promises = await look(worker, promises)
        await asyncio.sleep(worker.settings.model_poll / SECOND)
        before, refused = worker.live.model_version, dict(worker.live.refused)
        without = worker.experiments.refused
        try:
            await worker.read(lambda: refresh(worker.live, worker.experiments))
        except Exception as error:
            observe.log().error("could not look for a model", **observe.where(error))
            continue
        tell(worker.live, before, refused)
        tell_experiments(worker.experiments, without)


async def keep_log(worker: Worker) -> None:
    """Hands the ranking log over to whoever writes, again and again."""
    while True:
        await asyncio.sleep(LOGGED_EVERY)
        worker.experiments.log.flush()


async def look(worker: Worker, before: State) -> State:
    """What happened to parcels since; until it is known, promises rest on what was known before."""
    try:
        await worker.read(worker.deliveries.look)
        return tell_promises(worker.deliveries.standing, before)
    except Exception as error:
        observe.log().error("could not look for deliveries", **observe.where(error))
        return before


def refresh(live: Live, experiments: Experiments) -> None:
    """Without a walk through all objects while a model is loaded, and none later through what it brought."""
    before = live.model_version, experiments.models
    gc.disable()
    try:
        live.refresh_model()
        experiments.refresh()
    finally:
        gc.enable()
    if (live.model_version, experiments.models) != before:
        gc.freeze()


def tell(live: Live, before: str | None, refused: dict[str, str]) -> None:
    """One line where something changed; refused versions are also counted."""
    observe.MODELS_REFUSED.set(len(live.refused))
    if live.model_version != before:
        observe.log().info("model swapped", before=before, now=live.model_version)
    for version, why in live.refused.items():
        if refused.get(version) != why:
            observe.log().error("model refused", version=version, why=why, serving=live.model_version)


def tell_experiments(experiments: Experiments, before: dict[str, str]) -> None:
    """One line for each experiment that nobody takes part in, and why, where that is new."""
    for name, why in experiments.refused.items():
        if before.get(name) != why:
            observe.log().error("nobody takes part in an experiment", experiment=name, why=why)
