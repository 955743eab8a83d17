"""A store with a million people in an experiment → how long reading it takes, and the whole analysis."""

from __future__ import annotations

import resource
import time
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from features.clock import DAY
from service.store import open_store
from tests.benchmarks.asked import how_many
from tests.benchmarks.stored_people import ENROLS, FIELDS, WINDOW, fill
from tests.training.experiments.shop import START, defined
from training.experiments.analysis import results_of
from training.experiments.collecting.collect import collect

MILLION = 1_000_000


def run() -> None:
    """`stored 20000` makes as many people as that."""
    count = how_many(MILLION)
    with TemporaryDirectory() as folder:
        url, started = f"sqlite:///{folder}/shop.db", time.monotonic()
        pages, events = fill(url, count)
        size = (Path(folder) / "shop.db").stat().st_size / 1e6
        print(
            f"{count} people, {pages} pages, {events} events, {size:.0f} MB, "
            f"filled in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        with get_context("spawn").Pool(1) as pool:  # a process of its own, whose memory is measured
            read, judged, worked, peak, said = pool.apply(analysed, (url,))
    took = f"read in {read:.1f} s, judged in {judged:.1f} s, in all {read + judged:.1f} s"
    print(f"{took} ({worked:.1f} s of the processor's time), peak {peak:.0f} MB")
    print(said)


def analysed(url: str) -> tuple[float, float, float, float, str]:
    """Seconds for reading, for judging, of the processor; the peak of memory in MB, and what was found."""
    asked, as_of = defined(**FIELDS), START + (ENROLS + WINDOW + 1) * DAY
    with closing(open_store(url)) as store:
        started, before = time.monotonic(), time.process_time()
        outcomes = collect(store, asked, as_of)
        read = time.monotonic()
        found = results_of(asked, 1, outcomes, as_of=as_of, now=as_of)
        judged, worked = time.monotonic(), time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{found.state}, {[one.units for one in found.variants]}, {len(found.effects)} metrics"
    return read - started, judged - read, worked, peak, f"{said}, {len(found.path)} looks"
