"""What keys, limits and decisions about consent add to a page: one simulated shop, served with and without.

The same customers are asked for of both services in turn, so whatever else the machine does hits both.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from features.clock import system_clock, to_datetime, to_text
from tests.running import Service, places, started
from training.demo import simulate

WARM_UP, REQUESTS = 200, 2_000


def run() -> None:
    """Two services of one shop; the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        plain, guarded = Path(name) / "plain", Path(name) / "guarded"
        customers = shop(plain)
        shutil.copytree(plain, guarded)
        decide(guarded, customers)
        key = zuvor("keys", "create", "--scope=read", places(guarded)[0]).strip()
        services = [Service(plain, "--workers=1"), Service(guarded, "--workers=1")]
        try:
            took = measured([Asking(services[0], ""), Asking(services[1], key)], customers)
        finally:
            for service in services:
                service.kill()
    without, with_keys = np.median(took, axis=0) * 1000
    print(
        f"doors: p50 {with_keys:.2f} ms with key, limits and decisions, {without:.2f} ms without, "
        f"ratio {with_keys / without:.3f} over {len(took)} pairs of requests of simulated customers"
    )


def shop(folder: Path) -> list[str]:
    """A simulated shop, imported and trained; its customers, drawn with a seed."""
    simulate(folder, now=to_datetime(system_clock()).replace(microsecond=0))
    for kind in ("items", "origins", "events"):
        zuvor("import", f"{folder}/{kind}.parquet", f"--kind={kind}", places(folder)[0])
    zuvor("train", *places(folder))
    events = pl.read_parquet(folder / "events.parquet", columns=["event", "customer_id"])
    bought, decided = (
        events.filter(pl.col("event") == kind)["customer_id"].drop_nulls()
        for kind in ("purchase", "consent_updated")
    )
    known = sorted(set(bought) - set(decided))
    return [str(customer) for customer in np.random.default_rng(1).choice(known, WARM_UP + REQUESTS)]


def decide(folder: Path, customers: list[str]) -> None:
    """Each of them has agreed to everything."""
    granted = dict.fromkeys(("personalisation", "analytics", "marketing"), "granted")
    now = to_text(system_clock())
    lines = [
        json.dumps({"event": "consent_updated", "occurred_at": now, "customer_id": who, "purposes": granted})
        for who in sorted(set(customers))
    ]
    (folder / "consent.ndjson").write_text("\n".join(lines))
    zuvor("import", f"{folder}/consent.ndjson", places(folder)[0])


def zuvor(*arguments: str) -> str:
    """What a command gives."""
    process = started(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, error = process.communicate()
    if process.returncode:
        sys.exit(f"zuvor {' '.join(arguments)}: {error.decode()[-2000:]}")
    return said.decode()


class Asking:
    """A kept connection to a service."""

    def __init__(self, service: Service, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", service.port)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def page(self, customer: str) -> float:
        """Seconds for one page."""
        begun = time.perf_counter()
        self._connection.request("GET", f"/v1/homepage?customer_id={customer}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - begun
        if answer.status != 200 or b'"personalised":true' not in body:
            sys.exit(f"no personal page for a known customer: {answer.status} {body[:200]!r}")
        return took


def measured(services: list[Asking], customers: list[str]) -> list[list[float]]:
    """Seconds of each service for each customer; who is asked first changes from customer to customer."""
    found = []
    for n, customer in enumerate(customers):
        order = services if n % 2 else services[::-1]
        took = {service: service.page(customer) for service in order}
        found.append([took[service] for service in services])
    return found[WARM_UP:]
