"""A shop that asks for a known customer's page all the time, and counts what it gets."""

from __future__ import annotations

from collections import Counter

from tests.faults.meanwhile import Meanwhile
from tests.faults.outcome import Outcome
from tests.faults.shop import CUSTOMER
from tests.running import Service, until


class Asker(Meanwhile):
    """Asks while the block runs; `pages` counts (model version, fallback), `answers` statuses."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.answers: Counter[int] = Counter()
        self.pages: Counter[tuple[str | None, str | None]] = Counter()

    def outcome(self, recovery_seconds: float) -> Outcome:
        """A page that isn't there is lost."""
        asked, got = self.answers.total(), self.answers[200]
        return Outcome(asked, got, asked - got, asked - got, recovery_seconds)

    def since(self, version: str) -> None:
        """Count pages anew, once this version serves."""
        self.more()
        self.pages = Counter()
        self.more()
        assert version in {served for served, _ in self.pages}

    def more(self, pages: int = 10) -> None:
        """Wait until so many more pages came."""
        before = self.answers[200]
        until(lambda: self.answers[200] >= before + pages, told=self.service.said)

    def _run(self) -> None:
        while not self._stop.wait(0.005):
            status, page = self.service("GET", CUSTOMER)
            self.answers[status] += 1
            if status == 200:
                self.pages[page["model_version"], page["fallback"]] += 1
