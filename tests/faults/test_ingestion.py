"""`kill -9` while events come in: whatever was acknowledged is there, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import ingestion

pytestmark = pytest.mark.slow


def test_a_killed_worker_costs_connections_and_no_event(shop: Path) -> None:
    outcome = ingestion.one_worker(shop)
    assert outcome.lost == 0
    assert outcome.acknowledged > 0
    assert outcome.failed <= 3
    assert outcome.recovery_seconds < 10


def test_a_power_cut_costs_no_event(shop: Path) -> None:
    outcome = ingestion.everything(shop)
    assert outcome.lost == 0
    assert outcome.acknowledged > 0
    assert outcome.recovery_seconds < 15
