"""A full disk, a read-only disk: events are refused and never lost, pages go on, and it ends by itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.outcome import Outcome

pytestmark = pytest.mark.slow


def done(fault: Callable[[Path, Path], Outcome], prepared: Path, folder: Path) -> Outcome:
    """Skipped where this user may not mount; in CI that is a failure."""
    try:
        return fault(prepared, folder)
    except disks.CannotMount as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def test_on_a_full_disk_no_event_is_acknowledged_and_pages_go_on(prepared: Path, tmp_path: Path) -> None:
    outcome = done(disks.full, prepared, tmp_path / "disk")
    assert outcome.lost == 0
    assert outcome.acknowledged > 0
    assert outcome.recovery_seconds < 5


def test_a_training_without_space_publishes_nothing(prepared: Path, tmp_path: Path) -> None:
    assert done(disks.full_of_models, prepared, tmp_path).lost == 0


def test_a_store_that_cannot_be_written_is_refused_at_start(prepared: Path, tmp_path: Path) -> None:
    assert done(disks.read_only, prepared, tmp_path).failed == 1
