"""A small shop, really served; all it documents is asked by schemathesis, with good and with bad data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from features.clock import to_text
from service.keys.key import Scope, make
from tests.running import Service
from tests.service.engine.shop_floor import Floor
from tests.service.engine.small_shop import NOW
from tests.stores import new_store

RULES = Path(__file__).with_suffix(".toml")
BOUNDS = "# Bounds"
SCOPES: tuple[Scope, ...] = ("ingest", "read", "analyst", "admin")


def opened(folder: Path, *flags: str) -> Service:
    """A shop with a model, some items and one customer, as of its own moment."""
    floor = Floor(folder).open()
    for days, item in enumerate(["mint", "green"], 2):
        floor.happen("view_item", days, "c", item_id=item)
    floor.buy(3, "green", who="c")
    floor.store.close()
    return Service(folder, "--workers=1", "--page-deadline=5s", f"--as-of={to_text(NOW)}", *flags)


def fuzz(
    service: Service, folder: Path, each: int, *flags: str, whole: bool = False
) -> subprocess.CompletedProcess[str]:
    """Every documented route is asked with its examples, with borderline cases and `each` times at random.

    The requests are the same every time; `whole`: also those that take minutes, at random where not seeded.
    """
    rules = folder / RULES.name
    rules.write_text(RULES.read_text().partition(BOUNDS)[0] if whole else RULES.read_text())
    program = [sys.executable, "-m", "schemathesis.cli", "--no-color", f"--config-file={rules}", "run"]
    address = f"http://127.0.0.1:{service.port}/schema/openapi.json"
    return subprocess.run(
        [*program, address, f"--max-examples={each}", *flags],
        cwd=folder,
        env=os.environ | keys(folder),
        capture_output=True,
        text=True,
    )


def keys(folder: Path) -> dict[str, str]:
    """A key of each scope that opens something, as variables; in force within a second."""
    made = {scope: make(scope, [], "", now=NOW) for scope in SCOPES}
    with closing(new_store(f"sqlite:///{folder}/shop.db")) as store, store.write() as transaction:
        for _, key in made.values():
            transaction.put_key(key)
    return {f"KEY_{scope.upper()}": token for scope, (token, _) in made.items()}


def counted(service: Service) -> dict[int, int]:
    """How many answers of each status the service itself has counted."""
    found: dict[int, int] = {}
    for status, times in re.findall(
        r'^zuvor_requests_total\{.*status="(\d+)"\} (\d+)', service("GET", "/metrics")[1], re.MULTILINE
    ):
        found[int(status)] = found.get(int(status), 0) + int(times)
    return found
