"""`zuvor` as real processes on a shop's folder: a service on a free port, commands run or started."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any


def until(true: Callable[[], object], seconds: float = 60, told: Callable[[], str] = str) -> float:
    """Wait until it is so; how many seconds that took. Fails with what is `told` when it takes too long."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, f"not within {seconds} s: {told()}"
        time.sleep(0.02)
    return time.monotonic() - started


def places(folder: Path) -> list[str]:
    """Store and artifacts of the shop in this folder, as flags."""
    return [f"--store=sqlite:///{folder}/shop.db", f"--artifacts={folder}/artifacts"]


def started(
    *arguments: str, variables: Mapping[str, str] = MappingProxyType({}), **options: Any
) -> subprocess.Popen[bytes]:
    """A command of `zuvor` in a process group of its own, with no settings from outside but `variables`."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("ZUVOR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "service.cli", *arguments],
        env={**outside, **variables},
        start_new_session=True,
        **options,
    )


class Service:
    """One `zuvor serve` on a free port; `started` seconds until it was ready."""

    def __init__(
        self,
        folder: Path,
        *flags: str,
        ready: bool = True,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = (folder / "log").open("w+")
        self.process = started(
            "serve",
            f"--port={self.port}",
            *places(folder),
            "--page-deadline=10s",  # what stands on a page must not hang on how busy the machine is
            *flags,
            variables=variables,
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        self.started = until(lambda: self.answers(200 if ready else 503), told=self.said)

    def answers(self, status: int) -> bool:
        """Does readiness say so; a service that has ended never will."""
        assert self.process.poll() is None, self.said()
        return self("GET", "/health/ready")[0] == status

    def __call__(self, method: str, path: str, body: object = None, wait: float = 20) -> tuple[int, Any]:
        status, answer, _ = self.asked(method, path, body, wait)
        return status, answer

    def asked(
        self,
        method: str,
        path: str,
        body: object = None,
        wait: float = 20,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[int, Any, http.client.HTTPMessage | None]:
        """Status (0: no connection), answer and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=wait)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), dict(headers))
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, None, None
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith("{") else text, answer.headers

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """All its processes at once, as a power cut would."""
        if self.log.closed:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.log.close()
