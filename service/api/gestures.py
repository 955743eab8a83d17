"""A worker's loops for gestures: what happened → decisions in the ledger, messages → the shop's systems."""

from __future__ import annotations

import asyncio

from features.errors import ZuvorError
from service import observe
from service.api.worker import Worker
from service.interventions.webhook.outbox import Outbox
from service.interventions.webhook.sending import Tried
from service.interventions.webhook.targets import Target, connections, target_of

EVERY = 1.0  # seconds
UNHEARD = "set ZUVOR_WEBHOOK_URL and ZUVOR_WEBHOOK_SECRETS, or give gestures the channel web"


class Loop:
    """Says once that a loop's work fails and why, and once that it works again."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._failing: dict[str, object] | None = None

    def failed(self, error: Exception) -> None:
        """Our own errors are sentences; of others the place is told."""
        observe.GESTURE_ROUNDS_FAILED.labels(self._what).inc()
        why: dict[str, object] = (
            {"why": str(error)} if isinstance(error, ZuvorError) else observe.where(error)
        )
        if why != self._failing:
            observe.log().error("gestures stand still", work=self._what, **why)
        self._failing = why

    def worked(self) -> None:
        """A round went well."""
        if self._failing is not None:
            observe.log().info("gestures go on", work=self._what)
        self._failing = None


async def act(worker: Worker) -> None:
    """Decides, again and again; whatever goes wrong, the next round looks again."""
    told = target_of(worker.settings) is not None
    loop = Loop("deciding")
    while True:
        await asyncio.sleep(EVERY)
        try:
            worker.live.apply(await worker.read(worker.live.news))  # a reminder names what is for sale now
            made = await worker.read(worker.acting.round)
            if made and not told and (await worker.read(worker.store.unsent))[0]:
                observe.warn_once("messages about gestures wait: no webhook is set", UNHEARD)
        except Exception as error:
            loop.failed(error)
        else:
            loop.worked()


async def send(outbox: Outbox, target: Target) -> None:
    """Sends, again and again; what is on the way when the worker stops is sent again with the same id."""
    loop, taken, tried = Loop("sending"), True, list[Tried]()
    async with connections(private=target.private) as pool:
        while True:
            await asyncio.sleep(0 if tried else EVERY)  # where something was due there may be more
            tried = []
            try:
                tried = await outbox.round(pool, target)
            except Exception as error:
                loop.failed(error)
            else:
                loop.worked()
                taken = tell(tried, taken, owed=outbox.owed)


def tell(tried: list[Tried], before: bool, *, owed: bool) -> bool:
    """One line when the receiver begins to refuse a lane, one when it takes it again; does it take them."""
    if not tried:
        return before
    if lost := sum(one.outcome == "failed" for one in tried):
        mend = "nobody is told any more: staff sees them as failed, `zuvor check` counts them"
        observe.log().error("messages were given up", many=lost, owed=owed, mend=mend)
    refused = {one.said for one in tried if one.outcome != "sent"}
    taken = len(refused) == 0
    if before and not taken:
        mend = "see that the receiver answers 2xx within 10 s; messages are kept and tried again for two days"
        observe.log().error("the webhook takes no messages", owed=owed, said=sorted(refused), mend=mend)
    elif taken and not before:
        observe.log().info("the webhook takes messages again", owed=owed)
    return taken
