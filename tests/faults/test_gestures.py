"""What is owed reaches the shop's system once, whatever happens in between."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from service.interventions.webhook.sending import AT_ONCE
from tests.faults.disks import CannotMount, fill, mounted
from tests.faults.gestures import (
    carts_left,
    define,
    is_signed,
    late_orders,
    ledger,
    running,
    states,
    time_passes,
)
from tests.faults.sending import Sender
from tests.running import until
from tests.service.interventions.receiver import WAITS, beside

pytestmark = pytest.mark.slow

MANY = 60


def test_a_late_order_becomes_one_signed_message(tmp_path: Path) -> None:
    define(tmp_path)
    with beside(500, 204) as receiver, running(tmp_path, receiver) as service:
        late_orders(service)
        until(lambda: len(receiver.received) == 1, told=service.said)
        time_passes(tmp_path)  # until it is tried again
        until(lambda: states(tmp_path) == {"sent"}, told=service.said)
        assert receiver.ids == [*ledger(tmp_path)] * 2
        assert all(map(is_signed, receiver.received))
        assert "the webhook takes messages again" in service.said()
        metrics = service("GET", "/metrics")[1]
        assert 'zuvor_messages_total{outcome="sent"} 1.0' in metrics
        assert not [name for name in ("customer-0", *ledger(tmp_path)) if name in metrics + service.said()]
        assert service.stop() == 0


def test_killed_in_between_two_workers_go_on_and_nothing_is_lost_or_made_twice(tmp_path: Path) -> None:
    define(tmp_path)
    with beside(204) as receiver:
        with running(tmp_path, receiver) as service:
            late_orders(service, MANY)
            until(lambda: receiver.received, told=service.said)
            service.kill()
        time_passes(tmp_path)
        with running(tmp_path, receiver, "--workers=2") as service:
            late_orders(service, MANY, first=MANY)
            until(
                lambda: len(ledger(tmp_path)) == 2 * MANY and states(tmp_path) == {"sent"}, told=service.said
            )
    times = Counter(receiver.ids)
    assert set(times) == set(ledger(tmp_path))
    assert sum(n - 1 for n in times.values()) <= AT_ONCE, "only what was on the way comes twice, by its id"


def test_killed_while_reminding_two_workers_go_on_and_everybody_is_reminded_once(tmp_path: Path) -> None:
    carts_left(tmp_path, 15)
    with beside(204) as receiver:
        with running(tmp_path, receiver) as service:
            until(lambda: receiver.received, told=service.said)
            service.kill()
        time_passes(tmp_path)
        with running(tmp_path, receiver, "--workers=2") as service:
            until(lambda: len(ledger(tmp_path)) == 15 and states(tmp_path) == {"sent"}, told=service.said)
    times = Counter(receiver.ids)
    assert set(times) == set(ledger(tmp_path))
    assert sum(n - 1 for n in times.values()) <= AT_ONCE
    told = msgspec.json.decode(receiver.received[0][1])
    assert (told["type"], told["data"]["answers"]["en"]["answer"]) == ("intervention.reminder", "cart")
    assert len({msgspec.json.decode(body)["data"]["customer_id"] for _, body in receiver.received}) == 15


def test_sent_while_the_disk_is_full_it_is_not_sent_again(tmp_path: Path) -> None:
    try:
        with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=8m", "tmpfs") as disk:
            sent_onto_a_full_disk(disk)
    except CannotMount as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def sent_onto_a_full_disk(disk: Path) -> None:
    define(disk)
    with beside(WAITS, 204) as receiver, running(disk, receiver) as service:
        late_orders(service)
        until(lambda: receiver.received, told=service.said)
        with Sender(service) as sender:
            filler = fill(disk)
            until(lambda: sender.answers[503] >= 3, told=service.said)
            receiver.go_on.set()
            until(lambda: "gestures stand still" in service.said(), told=service.said)
            filler.unlink()
            until(lambda: states(disk) == {"sent"}, told=service.said)
        assert receiver.ids == [*ledger(disk)]
