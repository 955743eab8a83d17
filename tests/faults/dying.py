"""`zuvor` as a process that kills itself just before its n-th touch of the disk: SIGKILL at a known moment.

A touch is a statement or backup of SQLite, or a call that makes, syncs, renames or removes a file.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.running import places

FILES = ("rename", "link", "fsync", "mkdir", "chmod", "unlink")


def touches(folder: Path, *arguments: str) -> int:
    """How many touches a command makes that is left alone."""
    done = _run(folder, "any:0", arguments)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def killed(folder: Path, moment: str, *arguments: str) -> None:
    """Run a command until just before a touch, such as `fsync:5`, its fifth fsync, or `any:9`."""
    done = _run(folder, moment, arguments)
    assert done.returncode == -signal.SIGKILL, f"{moment}: {done.stdout} {done.stderr}"


def moments(total: int, wanted: int) -> list[str]:
    """So many moments, spread evenly over a command's touches."""
    return [
        f"any:{n}" for n in sorted({1 + total * (2 * step + 1) // (2 * wanted) for step in range(wanted)})
    ]


def _run(folder: Path, moment: str, arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ZUVOR_")}
    store, artifacts = (flag.partition("=")[2] for flag in places(folder))
    environ |= {"ZUVOR_STORE": store, "ZUVOR_ARTIFACTS": artifacts}
    command = [sys.executable, "-m", "tests.faults.dying", moment, *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=180)


class _Clockwork:
    """Counts touches, and stops everything at the chosen one."""

    def __init__(self, moment: str) -> None:
        self.made: Counter[str] = Counter()
        self._kind, _, number = moment.partition(":")
        self._number = int(number)

    def before(self, kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, counted first."""

        def counted(*given: Any, **named: Any) -> Any:
            self.made.update((kind, "any"))
            if self._kind in (kind, "any") and self.made[self._kind] == self._number:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return counted

    def wind(self) -> None:
        for name in FILES:
            setattr(os, name, self.before(name, getattr(os, name)))
        cursor = type("Cursor", (sqlite3.Cursor,), self._sql(sqlite3.Cursor))
        store = type("Connection", (sqlite3.Connection,), self._sql(sqlite3.Connection))
        store.cursor = lambda self, factory=cursor: sqlite3.Connection.cursor(self, factory)  # type: ignore[attr-defined]
        sqlite3.connect = partial(sqlite3.connect, factory=store)  # type: ignore[assignment]

    def _sql(self, kind: type) -> dict[str, Any]:
        names = {"execute", "executemany", "backup"} & set(dir(kind))
        return {name: self.before("sql", getattr(kind, name)) for name in names}


def _main(moment: str, arguments: list[str]) -> None:
    clockwork = _Clockwork(moment)
    clockwork.wind()
    from service import cli

    code = cli.run(arguments)
    print(clockwork.made["any"])  # noqa: T201
    sys.exit(code)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2:])
