"""One thread for linear algebra before numpy is loaded, as the command sets it; CI draws nothing anew."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("zuvor", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("zuvor")
