"""A training of a large shop whose worker never ends, and says its number; for a test that kills it."""

from __future__ import annotations

import os
import sys
from threading import Event

from tests.training.test_pasts import large


def forever() -> None:
    """Nothing but the end of the process ends this."""
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    Event().wait()


if __name__ == "__main__":
    with large().side_by_side() as pool:
        pool.submit(forever).result()
