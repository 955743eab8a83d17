"""One visitor with a million events beside ordinary ones (simulated): import, training, pages, export."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from features import settings
from features.clock import system_clock
from service.engine.live import Live
from service.page.model import PageRequest
from service.page.serve import PageService
from service.store import open_store
from tests.benchmarks.shop import environment, zuvor

EVENTS = int(os.environ.get("ZUVOR_BENCH_CROWD", "1000000"))  # of the one visitor
DAYS, ITEMS, ORDINARY = 300, 400, 1_000
FLAPS, DEVICES = 10_000, 5_000
PAGES = 50
ASKED = {
    "ordinary": ("c7", None),
    "a million, anonymous": (None, "crowd"),
    "10,000 sign-ins": (None, "kiosk"),
    "5,000 devices": ("everywhere", None),
}


def run() -> None:
    """Everything in one run, so that ratios hold on any machine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.environ.get("ZUVOR_BENCH_KEEP", name))
        if not (folder / "zuvor.db").exists():
            source = folder / "events.parquet"
            happened().write_parquet(source)
            told("import", *zuvor(folder, "import", str(source))[:2])
        told("train", *zuvor(folder, "train")[:2])
        told("evaluate", *zuvor(folder, "evaluate")[:2])
        pages(folder)
        out = str(folder / "export.zip")
        told("export", *zuvor(folder, "customer", "export", "crowd", "--anonymous", "--out", out)[:2])


def told(what: str, seconds: float, peak: float) -> None:
    """One line."""
    print(f"{what}: {seconds:.1f} s, peak of all so far {peak:.0f} MB", flush=True)


def happened() -> pl.DataFrame:
    """Ordinary people, a crowd in one person, a kiosk, and somebody with a new device for every visit."""
    draw = np.random.default_rng(1)
    ordinary = [f"c{n}" for n in range(ORDINARY)]
    return pl.concat(
        [
            looks(draw, [*ordinary * 30], None),
            looks(draw, None, ["crowd"] * EVENTS),
            looks(draw, None, [f"device {n % DEVICES}" for n in range(4 * DEVICES)]),
            looks(draw, None, ["kiosk"] * FLAPS),
            signs(["identify", "sign_out"], FLAPS, "kiosk", "visitor"),
            signs(["identify"], DEVICES, "device", "everywhere"),
        ],
        how="diagonal",
    )


def looks(draw: np.random.Generator, customers: list[str] | None, devices: list[str] | None) -> pl.DataFrame:
    """Views of items, popular ones more often, evenly over the days."""
    count = len(customers or devices or ())
    items = np.minimum(draw.geometric(0.02, count), ITEMS)
    return pl.DataFrame(
        {
            "event": ["view_item"] * count,
            "occurred_at": moments(count),
            "item_id": pl.Series(items).cast(pl.String),
            **({"customer_id": customers} if customers else {"anonymous_id": devices}),
        }
    )


def signs(kinds: list[str], count: int, device: str, customer: str) -> pl.DataFrame:
    """Sign-ins: of ever other customers on one kiosk, or of one customer on ever other devices."""
    kiosk = len(kinds) > 1
    return pl.DataFrame(
        {
            "event": [kinds[n % len(kinds)] for n in range(count)],
            "occurred_at": moments(count),
            "anonymous_id": [device if kiosk else f"{device} {n}" for n in range(count)],
            "customer_id": [f"{customer} {n // 2}" if kiosk else customer for n in range(count)],
        }
    )


def moments(count: int) -> pl.Series:
    """Evenly over the days until a minute ago."""
    end = datetime.now(UTC) - timedelta(minutes=1)
    ago = np.arange(count, 0, -1) * (DAYS * 86_400_000_000 // count)
    return pl.Series([end], dtype=pl.Datetime("us", "UTC")).repeat_by(count).explode() - pl.Series(ago).cast(
        pl.Duration("us")
    )


def pages(folder: Path) -> None:
    """Median page from store to shelves, without HTTP; each next to the ordinary customer's."""
    env = environment(folder)
    given = settings.read({"artifacts": env["ZUVOR_ARTIFACTS"]}, {})
    with closing(open_store(env["ZUVOR_STORE"])) as store:
        live = Live(given.artifacts, store, system_clock)
        live.refresh_model()
        service = PageService(store, live, given, system_clock)
        usual = 0.0
        for label, (customer, device) in ASKED.items():
            request = PageRequest(customer_id=customer, anonymous_id=device)
            took = sorted(page(service, request) for _ in range(PAGES))
            median = took[len(took) // 2] * 1000
            usual = usual or median
            worst = took[-1] * 1000
            ratio = median / usual
            print(f"page, {label}: median {median:.1f} ms, {ratio:.1f} × ordinary, worst {worst:.0f} ms")


def page(service: PageService, request: PageRequest) -> float:
    """Seconds for one page."""
    started = time.perf_counter()
    service.homepage(request, service.read(request))
    return time.perf_counter() - started
