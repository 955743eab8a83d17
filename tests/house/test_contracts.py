"""The direction of imports is a contract, in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_imports_run_one_way() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
