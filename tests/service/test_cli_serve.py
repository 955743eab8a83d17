"""`zuvor serve` as an operator meets it: started, asked, told to stop, and killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

VIEW = {
    "event": "view_item",
    "event_id": "1",
    "occurred_at": "2020-03-01T11:00:00Z",
    "anonymous_id": "device",
    "item_id": "tea",
}


class Service:
    """One `zuvor serve` on a free port; `started` seconds until it was ready."""

    def __init__(self, folder: Path, *flags: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        stores = [f"--store=sqlite:///{folder}/shop.db", f"--artifacts={folder}/artifacts"]
        self.log = (folder / "log").open("w+")
        before = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "serve", f"--port={self.port}", *stores, *flags],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env={name: value for name, value in os.environ.items() if not name.startswith("ZUVOR_")},
            start_new_session=True,
        )
        while self("GET", "/health/ready")[0] != 200:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - before < 20, self.said()
            time.sleep(0.02)
        self.started = time.monotonic() - before

    def __call__(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read().decode()
        except OSError:
            return 0, None
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith("{") else text

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=15)

    def kill(self) -> None:
        if self.log.closed:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.log.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    running: list[Service] = []

    def start(*flags: str) -> Service:
        running.append(Service(tmp_path, *flags))
        return running[-1]

    yield start
    for service in running:
        service.kill()


def test_it_is_ready_within_three_seconds_and_stops_when_told(serve: Callable[..., Service]) -> None:
    service = serve("--workers=1")
    assert service.started < 3
    assert service.stop() == 0
    assert [json.loads(line)["event"] for line in service.said().splitlines()[1:]] == ["started", "stopped"]


def test_killed_it_has_every_acknowledged_event(serve: Callable[..., Service]) -> None:
    service = serve("--workers=1")
    assert service("POST", "/v1/events", VIEW)[0] == 202
    service.kill()
    assert serve("--workers=1")("POST", "/v1/events", VIEW)[1]["duplicate"] == 1


def test_all_workers_count_together(serve: Callable[..., Service]) -> None:
    service = serve("--workers=2")
    for _ in range(12):
        service("GET", "/health/live")
    counted = 'zuvor_requests_total{method="GET",route="/health/live",status="200"} 12.0'
    assert all(counted in service("GET", "/metrics")[1] for _ in range(4))


def test_a_replay_begins_where_it_was_told_in_every_worker(serve: Callable[..., Service]) -> None:
    service = serve("--workers=2", "--as-of=2024-02-29T12:00:00Z")
    pages = [service("GET", "/v1/homepage")[1]["generated_at"] for _ in range(6)]
    assert all(page.startswith("2024-02-29T12:00:") for page in pages)


def test_a_taken_port_is_said_in_a_sentence(serve: Callable[..., Service], tmp_path: Path) -> None:
    port = serve("--workers=1").port
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
