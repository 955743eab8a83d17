"""A locked store, a damaged one, a clock set back: nothing acknowledged is lost, pages go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import stores

pytestmark = pytest.mark.slow


def test_behind_a_lock_events_are_refused_in_time_and_pages_stay_personal(shop: Path) -> None:
    outcome = stores.locked(shop)
    assert outcome.lost == 0
    assert outcome.recovery_seconds < 5


def test_a_damaged_store_is_named_refused_and_restored(shop: Path) -> None:
    outcome = stores.damaged(shop)
    assert (outcome.lost, outcome.acknowledged > 0) == (0, True)
    assert outcome.recovery_seconds < 15


def test_a_clock_set_back_an_hour_costs_neither_events_nor_the_model(shop: Path) -> None:
    assert stores.clock_back(shop).lost == 0
