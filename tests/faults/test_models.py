"""Broken versions and killed trainings: every page comes, from the last good model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import models

pytestmark = pytest.mark.slow


def test_a_broken_version_is_refused_by_name_and_the_last_good_one_goes_on(shop: Path) -> None:
    outcome = models.broken(shop)
    assert (outcome.lost, outcome.failed) == (0, 0)
    assert outcome.recovery_seconds < 10


def test_a_training_killed_while_it_publishes_leaves_nothing_half(shop: Path) -> None:
    outcome = models.killed_trainings(shop, models.MOMENTS[2:])
    assert (outcome.lost, outcome.failed) == (0, 1)
    assert outcome.recovery_seconds < 10
