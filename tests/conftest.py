"""Before numpy is imported: one thread for linear algebra, as the command sets it."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
