"""One thread for linear algebra, as the command sets it; folders in memory; CI draws nothing anew."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import disk_usage

from hypothesis import settings

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30  # bytes

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM:  # thousands of stores on a disk take minutes
    os.environ.setdefault("TMPDIR", str(MEMORY))
settings.register_profile("zuvor", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zuvor")
