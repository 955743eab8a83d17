"""A store that others hold locked, one that is damaged in the middle, and a clock that was set back."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from features.clock import HOUR, system_clock, to_text
from tests.faults.asking import Asker
from tests.faults.disks import assert_told, run
from tests.faults.outcome import Outcome, lost
from tests.faults.sending import Sender, views
from tests.faults.shop import CUSTOMER
from tests.running import Service, places, until

RESTORE = "`zuvor restore FILE`"


def locked(folder: Path) -> Outcome:
    """Another process holds the store's write lock. Recovered: seconds from its release to the next event."""
    service = Service(folder, "--workers=1")
    try:
        with Sender(service) as sender, Sender(service, "beside") as beside, Asker(service) as asker:
            sender.more()
            with closing(sqlite3.connect(folder / "shop.db", isolation_level=None, timeout=10)) as other:
                other.execute("BEGIN EXCLUSIVE")
                until(lambda: sender.answers[503] and beside.answers[503], told=service.said)
                asker.more()
            seconds = max(sender.more(), beside.more())
        assert set(sender.answers) == set(beside.answers) == {202, 503}
        assert None not in sender.retry_after
        assert max(sender.longest, beside.longest) < 11, "nobody waits for a lock twice"
        assert set(asker.answers) == {200}
        assert service.stop() == 0
        assert_told(service, "is locked by another process")
    finally:
        service.kill()
    acknowledged = [*sender.acknowledged, *beside.acknowledged]
    gone = lost(folder / "shop.db", acknowledged)
    failed = sender.failed + beside.failed
    return Outcome(sender.tried + beside.tried, len(acknowledged), gone, failed, seconds)


def damaged(folder: Path) -> Outcome:
    """One page of a store in use is overwritten. Recovered: seconds to restore a backup and serve it."""
    service = Service(folder, "--workers=1")
    try:
        with Sender(service) as sender:
            sender.more()
        assert run("backup", str(folder / "backup.db"), places(folder)[0])[0] == 0
        assert service.stop() == 0
        service.kill()
        service = Service(folder, "--workers=1")
        overwrite(folder / "shop.db")
        noticed(service)
    finally:
        service.kill()
    status, said = run("check", *places(folder))
    assert (status, RESTORE in said) == (1, True), said
    status, said = run("serve", f"--port={service.port}", *places(folder))
    assert (status, RESTORE in said) == (1, True), said
    before = time.monotonic()
    assert run("restore", str(folder / "backup.db"), places(folder)[0])[0] == 0
    service = Service(folder, "--workers=1")
    seconds = time.monotonic() - before
    assert service("GET", CUSTOMER)[1]["fallback"] is None
    service.kill()
    gone = lost(folder / "shop.db", sender.acknowledged)
    return Outcome(sender.tried + 1, len(sender.acknowledged), gone, 1, seconds)


def overwrite(store: Path) -> None:
    """Garbage in place of the page from which all events are reached."""
    with closing(sqlite3.connect(store)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with store.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))


def noticed(service: Service) -> None:
    """No event acknowledged, not ready and why; a page comes, the default one if it needs what is damaged."""
    status, problem, headers = service.asked("POST", "/v1/events", views(["too late"])[0])
    assert (status, RESTORE in problem["detail"]) == (503, True)
    assert headers is not None
    assert headers["Retry-After"]
    status, health = service("GET", "/health/ready")
    assert (status, health["status"], RESTORE in health["store"]) == (503, "not ready", True)
    status, page = service("GET", CUSTOMER)
    assert (status, page["fallback"] in (None, "store_down")) == (200, True)


def clock_back(folder: Path) -> Outcome:
    """The machine's clock is set back an hour: the model still serves, what comes in still counts."""
    now = system_clock() + HOUR
    acknowledged = []
    for moment, name in ((now, "before"), (now - HOUR, "after")):
        service = Service(folder, "--workers=1", f"--as-of={to_text(moment)}")
        try:
            event = {**views([name])[0], "occurred_at": to_text(moment), "customer_id": name}
            status, answer = service("POST", "/v1/events", event)
            assert (status, answer["accepted"]) == (202, 1)
            acknowledged.append(name)
            page = service("GET", f"/v1/homepage?customer_id={name}")[1]
            assert (page["fallback"], page["personalised"]) == (None, True)
            _, health = service("GET", "/health/ready")
            assert (health["status"], health["refused"], health["model"]) == (
                "ready",
                {},
                page["model_version"],
            )
            assert service.stop() == 0
        finally:
            service.kill()
    return Outcome(2, 2, lost(folder / "shop.db", acknowledged), 0, service.started)
