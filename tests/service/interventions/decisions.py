"""Lines of the ledger, each as if it had been decided now."""

from __future__ import annotations

from typing import Any

from service.store.protocol import Store
from service.store.records import Intervention
from tests.service.interventions.defining import define

VOUCHER: dict[str, Any] = {
    "name": "voucher",
    "triggers": ["delivery"],
    "text": {"de": "5 € für Sie", "en": "5 € for you"},
    "cost": 5.0,
    "approval": True,
}


def line(now: int, **other: Any) -> Intervention:
    """A voucher for Ann that waits for approval, upon a late order."""
    usual: dict[str, Any] = {
        "intervention_id": "v-1",
        "customer_id": "Ann",
        "touchpoint": "delivery",
        "trigger": "delivery",
        "subject": "o-1",
        "triggered_at": now,
        "decided_at": now,
        "gesture": "voucher",
        "channel": "email",
        "purpose": "goodwill",
        "cost": 5.0,
        "propensity": 0.5,
        "holdout": False,
        "state": "waiting",
        "changed_at": now,
        "changed_by": "zuvor",
        "facts": b"{}",
    }
    return Intervention(**usual | other)


def keep(store: Store, *lines: Intervention, **fields: Any) -> None:
    """The lines, and the voucher as the shop defined it."""
    define(store, VOUCHER | fields)
    with store.write() as transaction:
        for one in lines:
            transaction.put_intervention(one)


def state_of(store: Store, intervention_id: str = "v-1") -> str:
    found = store.intervention(intervention_id)
    assert found is not None
    return found.state
