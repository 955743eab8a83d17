"""Variables that `zuvor serve` sets for its workers, as they are written and read; loads no framework."""

from __future__ import annotations

import time

from features.clock import Clock, clock_from, system_clock

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS")
AS_OF = "ZUVOR_AS_OF"
LOOPBACK = "ZUVOR_LOOPBACK"  # "1": only this machine may ask; else keys are always needed
METRICS = "PROMETHEUS_MULTIPROC_DIR"  # has to be set before the metrics' library is loaded


def start_of(as_of: int) -> str:
    """The clock of `--as-of`, started now: microseconds, and the monotonic nanosecond they hold at."""
    return f"{as_of}@{time.monotonic_ns()}"


def clock_of(start: str | None) -> Clock:
    """The real clock, or the one that was started: the same in every worker, also a later one."""
    if start is None:
        return system_clock
    shown, at = map(int, start.split("@"))
    return clock_from(shown + (time.monotonic_ns() - at) // 1_000)
