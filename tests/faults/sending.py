"""A shop's server that sends events through a fault: batch after batch, each until it is acknowledged."""

from __future__ import annotations

import time
from collections import Counter

from features.clock import system_clock, to_text
from tests.faults.meanwhile import Meanwhile
from tests.running import Service, until

SIZE = 20


class Sender(Meanwhile):
    """Sends while the block runs."""

    def __init__(self, service: Service, name: str = "sent") -> None:
        super().__init__(service)
        self.tried = 0
        self.acknowledged: list[str] = []
        self.answers: Counter[int] = Counter()
        self.last = 0.0
        self.longest = 0.0
        self.retry_after: set[str | None] = set()
        self._name = name

    @property
    def failed(self) -> int:
        """Requests without a 202."""
        return self.answers.total() - self.answers[202]

    def more(self, batches: int = 5, seconds: float = 20) -> float:
        """Wait until so many more batches were acknowledged; the seconds that the first of them took."""
        since, before = time.monotonic(), self.answers[202]
        first = until(lambda: self.answers[202] > before and self.last > since, seconds, self._told)
        until(lambda: self.answers[202] >= before + batches, seconds, self._told)
        return first

    def _told(self) -> str:
        return f"{dict(self.answers)}; {self.service.said()[-2000:]}"

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            names = [f"{self._name}-{number}-{n}" for n in range(SIZE)]
            self.tried += len(names)
            while not self._sent(names):
                if self._stop.wait(0.1):
                    return
            number += 1

    def _sent(self, names: list[str]) -> bool:
        started = time.monotonic()
        status, _, headers = self.service.asked("POST", "/v1/events", {"events": views(names)}, wait=15)
        self.longest = max(self.longest, time.monotonic() - started)
        if status == 202:
            self.acknowledged += names
            self.last = time.monotonic()
        elif headers is not None:
            self.retry_after.add(headers["Retry-After"])
        self.answers[status] += 1
        return status == 202


def views(names: list[str]) -> list[dict[str, str]]:
    """An event for each name: somebody looks at something now."""
    at = to_text(system_clock())
    return [
        {
            "event": "view_item",
            "event_id": name,
            "occurred_at": at,
            "customer_id": f"c-{n}",
            "item_id": "tee-01",
        }
        for n, name in enumerate(names)
    ]
