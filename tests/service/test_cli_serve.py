"""`zuvor serve` as an operator meets it: started, asked, told to stop, and killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.service.conftest import Launch

pytestmark = pytest.mark.slow

IDLE = 0.8  # seconds

VIEW = {
    "event": "view_item",
    "event_id": "1",
    "occurred_at": "2020-03-01T11:00:00Z",
    "anonymous_id": "device",
    "item_id": "tea",
}


def test_it_is_ready_within_three_seconds(launch: Launch) -> None:
    # up to three starts: one busy second of the machine says nothing about the service
    assert any(launch("--workers=1").started < 3 * slowness() for _ in range(3))


def slowness() -> float:
    """How many times as long as on an idle core it takes now to load what every start loads; at least 1."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import litestar, numpy, polars, sqlalchemy"], check=True)
    return max(1.0, (time.monotonic() - began) / IDLE)


def test_it_stops_when_told_and_says_so(launch: Launch) -> None:
    service = launch("--workers=1")
    assert service.stop() == 0
    lines = [line for line in service.said().splitlines() if line.startswith("{")]
    assert [json.loads(line)["event"] for line in lines] == ["started", "stopped"]


def test_a_store_that_was_not_there_is_told_of(launch: Launch) -> None:
    for new in (True, False):
        service = launch("--workers=1")
        service.stop()
        assert ("new and empty" in service.said()) is new


def test_killed_it_has_every_acknowledged_event(launch: Launch) -> None:
    service = launch("--workers=1")
    assert service("POST", "/v1/events", VIEW)[0] == 202
    service.kill()
    assert launch("--workers=1")("POST", "/v1/events", VIEW)[1]["duplicate"] == 1


def test_all_workers_count_together(launch: Launch) -> None:
    service = launch("--workers=2")
    for _ in range(12):
        service("GET", "/health/live")
    counted = 'zuvor_requests_total{method="GET",route="/health/live",status="200"} 12.0'
    assert all(counted in service("GET", "/metrics")[1] for _ in range(4))


def test_a_replay_begins_where_it_was_told_in_every_worker(launch: Launch) -> None:
    service = launch("--workers=2", "--as-of=2024-02-29T12:00:00Z")
    pages = [service("GET", "/v1/homepage")[1]["generated_at"] for _ in range(6)]
    assert all(page.startswith("2024-02-29T12:00:") for page in pages)


def test_a_taken_port_is_said_in_a_sentence(launch: Launch, tmp_path: Path) -> None:
    port = launch("--workers=1").port
    command = [
        sys.executable,
        "-m",
        "service.cli",
        "serve",
        f"--port={port}",
        f"--store=sqlite:///{tmp_path}/o.db",
    ]
    second = subprocess.run(command, capture_output=True, text=True)
    assert (second.returncode, "choose another --port" in second.stderr) == (1, True)


def test_broken_texts_are_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text('msgid "answer.cart.one"\nmsgstr "{title"\n')
    flags = ["--texts", str(tmp_path), "--store", f"sqlite:///{tmp_path}/shop.db", "--port", "65535"]
    said = subprocess.run(
        [sys.executable, "-m", "service.cli", "serve", *flags],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (said.returncode, "is no catalogue of texts" in said.stderr) == (1, True)
    assert "Traceback" not in said.stderr
