"""20,000 requests made from the OpenAPI document, borderline cases of every kind of event among them."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.service.api.fuzzing import counted, fuzz, opened

WANTED = 20_000
EACH = 100


def run() -> None:
    """Rounds with another seed each until so many answers were counted; the first fault ends it."""
    with tempfile.TemporaryDirectory() as name:
        service = opened(Path(name))
        started = time.monotonic()
        try:
            seed = 0
            while sum(counted(service).values()) < WANTED:
                seed += 1
                done = fuzz(service, Path(name), EACH, f"--seed={seed}", whole=True)
                if done.returncode:
                    sys.exit("\n".join(line[:300] for line in done.stdout.splitlines()))
            answers = counted(service)
        finally:
            service.kill()
    told = ", ".join(f"{status}: {times}" for status, times in sorted(answers.items()))
    print(f"fuzz: {sum(answers.values())} requests in {time.monotonic() - started:.0f} s, no fault; {told}")
