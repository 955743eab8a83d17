"""What was taken is settled before anything else is sent, also when the store was away meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from typing import TypeVar

import pytest

from features.clock import SECOND
from features.errors import StoreDown
from service.api.gestures import Loop, tell
from service.ingest.writer import Writer
from service.interventions.webhook.outbox import Outbox
from service.interventions.webhook.sending import CLAIMED, Tried
from service.interventions.webhook.targets import Target, connections
from service.store.protocol import Store, Transaction
from service.store.records import Message
from tests.service.interventions.receiver import HANGS, Receiver, receiving
from tests.service.interventions.test_webhook import NEW, NOW
from tests.service.store.test_interventions import LATE

T = TypeVar("T")


class Fragile(Writer):
    """Its n-th piece of work finds the store gone."""

    fails = 0

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        self.fails -= 1
        if self.fails == 0:
            raise StoreDown("the store is gone; try again")
        return super().submit(work)


@pytest.fixture
def writer(store: Store) -> Iterator[Fragile]:
    with closing(Fragile(store)) as writer:
        yield writer


def ready(store: Store, *names: str) -> None:
    """Decisions, each with its message."""
    with store.write() as transaction:
        for name in names:
            transaction.put_intervention(
                LATE._replace(intervention_id=name, purpose="owed", state="ready", decided_at=NOW)
            )
            transaction.put_message(Message(name, LATE.customer_id, b"{}", 0, NOW, owed=True))


def rounds(*boxes: Outbox, many: int = 1) -> Receiver:
    """Side by side, again and again; a store that is gone ends a round."""

    async def one(box: Outbox, receiver: Receiver) -> None:
        async with connections(private=True) as pool:
            for _ in range(many):
                try:
                    await box.round(pool, Target(receiver.url, (NEW,), private=True))
                except StoreDown:
                    continue

    async def all_of_them() -> Receiver:
        async with receiving(204) as receiver:
            await asyncio.gather(*(one(box, receiver) for box in boxes))
            return receiver

    return asyncio.run(all_of_them())


def test_workers_share_what_is_due_and_each_message_goes_once(store: Store, writer: Fragile) -> None:
    names = [f"m{n}" for n in range(20)]
    ready(store, *names)
    boxes = [Outbox(store, writer, lambda: NOW, default=True, owed=True) for _ in range(2)]
    assert sorted(rounds(*boxes, many=3).ids) == sorted(names)
    assert store.unsent() == (0, 0)


def test_what_was_taken_while_the_store_was_away_is_not_sent_again(store: Store, writer: Fragile) -> None:
    ready(store, "m")
    now, writer.fails = [NOW], 2
    box = Outbox(
        store, writer, lambda: now.__setitem__(0, now[0] + CLAIMED) or now[0], default=True, owed=True
    )
    assert rounds(box, many=3).ids == ["m"]
    done = store.intervention("m")
    assert done is not None
    assert (done.state, store.unsent()) == ("sent", (0, 0))


def test_the_log_says_once_that_the_receiver_refuses_and_once_that_it_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message, taken = Message("m", "c", b"{}", 1, SECOND), True
    for outcome, said in (("again", "500"), ("again", "500"), ("sent", "204"), ("sent", "204")):
        taken = tell([Tried(message, outcome, said)], taken, owed=True)  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    assert all("owed=True" in line for line in lines)  # each lane says it of itself
    assert [("takes no messages" in line, "takes messages again" in line) for line in lines] == [
        (True, False),
        (False, True),
    ]


def test_what_is_given_up_is_told_to_whoever_reads_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    tell([Tried(Message("m", "Ann", b"{}", 8, SECOND), "failed", "500")], False, owed=False)
    (said,) = capsys.readouterr().out.splitlines()
    assert "messages were given up" in said
    assert "Ann" not in said


def test_a_receiver_that_hangs_on_gifts_delays_nothing_that_is_owed(store: Store, writer: Fragile) -> None:
    ready(store, "owed")
    with store.write() as transaction:
        for name in map("gift {}".format, range(20)):
            gift = LATE._replace(intervention_id=name, channel="app", state="ready", decided_at=NOW)
            transaction.put_intervention(gift)
            transaction.put_message(Message(name, LATE.customer_id, b"{}", 0, NOW - 1))
    lanes = [Outbox(store, writer, lambda: NOW, default=True, owed=owed) for owed in (True, False)]

    async def lane(box: Outbox, receiver: Receiver) -> None:
        async with connections(private=True) as pool:
            await box.round(pool, Target(receiver.url, (NEW,), private=True))

    async def both() -> list[str]:
        async with receiving(HANGS) as hangs, receiving(204) as takes:
            stuck = asyncio.create_task(lane(lanes[1], hangs))
            await asyncio.wait_for(lane(lanes[0], takes), 5)
            assert not stuck.done()
            stuck.cancel()
            await asyncio.gather(stuck, return_exceptions=True)
            return takes.ids

    assert asyncio.run(both()) == ["owed"]


def test_the_log_says_once_why_gestures_stand_still_and_once_that_they_go_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    loop = Loop("deciding")
    for _ in range(3):
        loop.failed(StoreDown("the store is gone; try again"))
    loop.worked()
    loop.worked()
    lines = capsys.readouterr().out.splitlines()
    assert ["the store is gone" in line for line in lines] == [True, False]
