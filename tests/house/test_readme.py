"""Every shell block of the README is run as it stands, each section in a small simulated shop of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from service.commands.apply import read
from tests.running import Service
from tests.service.api.fuzzing import opened

ROOT = Path(__file__).parents[2]

# Blocks that can't be run here, by what they begin with, and who runs them instead.
ELSEWHERE = {
    "make demo": "sets up an environment: the tests run in it",
    "docker build": "needs an engine: `python -m tests.benchmarks image` takes the Dockerfile's steps",
}

# In a block, `zuvor serve` is stopped once it is ready, and what HTTP refuses ends the block.
AROUND = """
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
curl() { command curl --fail-with-body --max-time 20 "$@"; }
zuvor() {
  if [ "$1" != serve ]; then command zuvor "$@"; return; fi
  command zuvor "$@" --port $PORT & local service=$!
  for _ in $(seq 400); do
    if command curl -sf localhost:$PORT/health/ready >ready; then break; fi; sleep 0.1
  done
  kill $service; wait $service; grep -q '"ready"' ready
}
"""


class Block(NamedTuple):
    """A shell block under a heading."""

    heading: str
    text: str

    @property
    def elsewhere(self) -> bool:
        return self.text.startswith(tuple(ELSEWHERE))


def blocks() -> list[Block]:
    """All of the README, in order."""
    found, heading = [], ""
    for part in re.finditer(
        r"^#+ ([^\n]+)$|^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S
    ):
        heading = part[1] or heading
        found += [Block(heading, part[2])] if part[2] else []
    return found


def sections() -> list[tuple[str, str]]:
    """(heading, its blocks one after the other) of what is run here."""
    here = [block for block in blocks() if not block.elsewhere]
    return [(heading, "".join(b.text for b in ours)) for heading, ours in groupby(here, lambda b: b.heading)]


def transactions(file: Path) -> None:
    """Simulated invoices in the columns of the public data: forty customers with habits, half a year."""
    chance, end = np.random.default_rng(1), datetime(2011, 11, 11)  # noqa: DTZ001  as the file has it
    rows = [
        {
            "invoice": f"{'C' if chance.random() < 0.03 else ''}{n}",
            "stock_code": f"{20000 + (customer * 3 + int(chance.integers(6))) % 30}",
            "description": "THING",
            "quantity": 1 + int(chance.integers(5)),
            "invoice_date": end - timedelta(hours=int(chance.integers(180 * 24))),
            "unit_price": 1.5,
            "customer_id": 12700 + customer,
            "country": "United Kingdom",
        }
        for n, customer in enumerate(chance.integers(40, size=600).tolist())
    ]
    pl.DataFrame(rows).write_parquet(file)


@pytest.fixture
def shop(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs the blocks of a section in a folder with a shop, its service and the files they name."""

    def run(text: str) -> subprocess.CompletedProcess[str]:
        service = opened(tmp_path) if "localhost:8000" in text else None
        try:
            return in_folder(tmp_path, text, service)
        finally:
            if service:
                service.kill()

    return run


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def in_folder(folder: Path, text: str, service: Service | None) -> subprocess.CompletedProcess[str]:
    (folder / "tests").symlink_to(ROOT / "tests")
    transactions(folder / "transactions.parquet")
    there = {"ZUVOR_STORE": f"sqlite:///{folder}/shop.db", "ZUVOR_ARTIFACTS": f"{folder}/artifacts"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    port = str(service.port if service else free_port())
    return subprocess.run(
        ["bash", "-c", AROUND + text.replace("localhost:8000", f"localhost:{port}")],
        cwd=folder,
        env=os.environ | there | {"PATH": path, "PORT": port},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("heading", "text"), sections(), ids=[heading for heading, _ in sections()])
def test_what_the_readme_says_to_type_works(
    heading: str, text: str, shop: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    done = shop(text)
    assert done.returncode == 0, f"under “{heading}”\n{text}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"


def test_what_is_run_elsewhere_is_there() -> None:
    aside = [block.text for block in blocks() if block.elsewhere]
    assert all(any(text.startswith(begins) for text in aside) for begins in ELSEWHERE)


def test_every_block_of_commands_is_marked_as_shell() -> None:
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    commands = re.compile(r"(zuvor|curl|docker|make) ")
    assert [text for kind, text in fences if kind != "sh" and commands.match(text)] == []


def test_what_the_readme_defines_can_be_applied(tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    defining = [text for text in blocks if text.startswith("[[")]
    assert len(defining) > 1
    for number, text in enumerate(defining):
        file = tmp_path / f"{number}.toml"
        file.write_text(text)
        assert list(read(file))
