"""Pages of real customers from one worker, one request at a time; also how soon the service is ready."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from tests.benchmarks.shop import CUT, environment, trained, transactions

WARM_UP, REQUESTS = 200, 2_000


def run() -> None:
    """Import, train, serve; then p50 and p99 over real customers, drawn with a seed."""
    with trained() as folder:
        measure(folder)


def measure(folder: Path) -> None:
    """Start, wait until ready, ask."""
    started = time.monotonic()
    with serving(folder) as (port, _):
        print(f"ready after {time.monotonic() - started:.1f} s")
        took, personal = np.array([ask(port, customer) for customer in customers()][WARM_UP:]).T
        p50, p99 = np.quantile(took, [0.5, 0.99]) * 1000
        late = int((personal == 0).sum())
        print(
            f"page: p50 {p50:.2f} ms, p99 {p99:.2f} ms over {len(took)} requests of real customers, "
            f"{late} of them the default page as time was up"
        )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """One worker at the moment of the cut, ready; its port and the process that started it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--port", str(port), "--workers", "1", "--as-of", CUT]
    command = [sys.executable, "-m", "service.cli", "serve", *flags]
    service = subprocess.Popen(command, env=os.environ | environment(folder), stderr=subprocess.DEVNULL)
    try:
        while not ready(port):
            time.sleep(0.02)
        yield port, service
    finally:
        service.terminate()
        service.wait()


def ready(port: int) -> bool:
    """Does /health/ready say so."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False


_kept: dict[int, http.client.HTTPConnection] = {}


def ask(port: int, customer: str) -> tuple[float, bool]:
    """Seconds for one page over a kept connection, and was it personal."""
    connection = _kept.setdefault(port, http.client.HTTPConnection("127.0.0.1", port))
    started = time.perf_counter()
    connection.request("GET", f"/v1/homepage?customer_id={customer}")
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - started
    personal = b'"personalised":true' in body
    if answer.status != 200 or not (personal or b'"fallback":"deadline"' in body):
        sys.exit(f"no page for a known customer: {answer.status} {body[:200]!r}")
    return took, personal


def customers() -> list[str]:
    """Customers who bought before the cut, drawn with a seed."""
    lines = pl.read_parquet(transactions()).filter(
        pl.col("customer_id").is_not_null(),
        pl.col("quantity") > 0,
        pl.col("stock_code").str.contains(r"^\d{5}"),
        pl.col("invoice_date") < pl.lit(CUT).str.to_datetime(time_zone="UTC").dt.replace_time_zone(None),
    )
    known = lines["customer_id"].cast(pl.String).unique().sort().to_list()
    return [str(c) for c in np.random.default_rng(1).choice(known, WARM_UP + REQUESTS)]
