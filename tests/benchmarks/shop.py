"""The public data and the `zuvor` command, as the benchmarks use them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
CUT = "2011-11-11T12:50:00Z"


def data(name: str) -> Path:
    """A file below ZUVOR_BENCH_DATA; says how to get it where it is absent."""
    folder = os.environ.get("ZUVOR_BENCH_DATA")
    if not folder or not (path := Path(folder) / name).is_file():
        sys.exit(f"set ZUVOR_BENCH_DATA to a folder with {name} (README, “Measured”)")
    return path


def transactions() -> Path:
    """UCI “Online Retail II” as Parquet."""
    return data("online_retail_ii/transactions.parquet")


def zuvor(folder: Path, *arguments: str) -> tuple[float, float, str]:
    """Run one command on the store in `folder`; seconds, peak memory of any child so far (MB), output."""
    env = os.environ | environment(folder)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"zuvor {' '.join(arguments)}: {done.stderr[-2000:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.monotonic() - started, peak, done.stdout


def environment(folder: Path) -> dict[str, str]:
    """Where the store and the artifacts of a benchmark are."""
    return {"ZUVOR_STORE": f"sqlite:///{folder}/zuvor.db", "ZUVOR_ARTIFACTS": f"{folder}/artifacts"}


def import_all(folder: Path) -> float:
    """Events and catalogue into the store; seconds."""
    sql = HERE / "online_retail_ii"
    source = str(transactions())
    events, _, said = zuvor(folder, "import", source, "--sql", str(sql / "events.sql"))
    print(said)
    items, _, _ = zuvor(folder, "import", source, "--kind", "items", "--sql", str(sql / "items.sql"))
    return events + items


@contextmanager
def trained() -> Iterator[Path]:
    """A folder with everything imported and a model; ZUVOR_BENCH_KEEP names one that stays."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.environ.get("ZUVOR_BENCH_KEEP", name))
        if not (folder / "artifacts").exists():
            import_all(folder)
            zuvor(folder, "train", "--as-of", CUT)
        yield folder
