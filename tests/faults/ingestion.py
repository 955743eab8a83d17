"""`kill -9` while events come in: of one worker, of everything."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.faults.outcome import Outcome, lost
from tests.faults.sending import Sender
from tests.running import Service, until


def one_worker(folder: Path, times: int = 1) -> Outcome:
    """A worker dies, the others go on, a new one takes its place. Recovered: as many workers as before."""
    service, longest = Service(folder, "--workers=2"), 0.0
    try:
        with Sender(service) as sender:
            until(lambda: starts(service) == 2, told=service.said)  # else the only one that serves is killed
            for _ in range(times):
                sender.more(10)
                longest = max(longest, killed(service))
            sender.more(10)
        assert set(sender.answers) <= {0, 202}, "nothing but broken connections"
        assert service.stop() == 0
    finally:
        service.kill()
    gone = lost(folder / "shop.db", sender.acknowledged)
    return Outcome(sender.tried, len(sender.acknowledged), gone, sender.failed, longest)


def killed(service: Service) -> float:
    """Kill a worker; seconds until another one has started."""
    before = starts(service)
    os.kill(workers(service)[0], signal.SIGKILL)
    return until(lambda: starts(service) > before, told=service.said)


def starts(service: Service) -> int:
    """How many workers have started since the service did."""
    return service.said().count('"started"')


def everything(folder: Path, times: int = 1) -> Outcome:
    """All processes die at once and the service is started again. Recovered: it takes events."""
    service, longest = Service(folder, "--workers=2"), 0.0
    with Sender(service) as sender:
        for _ in range(times):
            sender.more(10)
            service.kill()
            sender.service = service = Service(folder, "--workers=2")
            longest = max(longest, service.started + sender.more(1))
    service.kill()
    gone = lost(folder / "shop.db", sender.acknowledged)
    return Outcome(sender.tried, len(sender.acknowledged), gone, sender.failed, longest)


def workers(service: Service) -> list[int]:
    """Process ids of its workers."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
