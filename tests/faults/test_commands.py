"""`kill -9` of commands at known moments: what was there still is, and the next run does all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import commands
from tests.faults.outcome import Outcome

pytestmark = pytest.mark.slow

KILLED = [commands.importing, commands.migrating, commands.backing_up, commands.restoring]


@pytest.mark.parametrize("fault", KILLED, ids=lambda fault: fault.__name__)
def test_a_killed_command_loses_nothing_and_the_next_run_completes_it(
    shop: Path, fault: Callable[[Path], Outcome]
) -> None:
    outcome = fault(shop)
    assert (outcome.lost, outcome.acknowledged) == (0, outcome.tried)
    assert outcome.recovery_seconds < 10
