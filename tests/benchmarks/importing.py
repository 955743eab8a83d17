"""How long the import of Online Retail II takes, with its memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.shop import import_all, zuvor


def run() -> None:
    """Events and catalogue, then the same again: nothing may be added."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = import_all(folder)
        _, peak, _ = zuvor(folder, "check")
        print(f"import: {seconds:.1f} s, peak {peak:.0f} MB")
        print(f"import again: {import_all(folder):.1f} s")
