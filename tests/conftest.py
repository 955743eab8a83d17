"""Linear algebra in one thread, as the command sets it; temporary folders in memory; one seed in CI."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path
from shutil import disk_usage, rmtree

from hypothesis import settings

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes; thousands of stores then wait for no disk

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if "TMPDIR" not in os.environ and MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM:
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(dir=MEMORY)
    atexit.register(rmtree, tempfile.tempdir, ignore_errors=True)
settings.register_profile("zuvor", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zuvor")
