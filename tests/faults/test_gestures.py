"""What is owed reaches the shop's system once, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.gestures import define, is_signed, late_orders, ledger, running
from tests.running import until
from tests.service.interventions.receiver import beside

pytestmark = pytest.mark.slow


def test_a_late_order_becomes_one_signed_message(tmp_path: Path) -> None:
    define(tmp_path)
    with beside(204) as receiver, running(tmp_path, receiver) as service:
        late_orders(service)
        until(lambda: set(ledger(tmp_path).values()) == {"sent"}, told=service.said)
        (received,) = receiver.received
        assert is_signed(received)
        assert list(ledger(tmp_path)) == receiver.ids
        assert service.stop() == 0
