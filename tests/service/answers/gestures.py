"""What was decided for Ann, as it stands in the ledger."""

from __future__ import annotations

from typing import Any

import msgspec

from features.interventions.definition import INTERVENTION
from service.store.records import Intervention
from tests.service.answers.counter import Counter


def decide(counter: Counter, gesture: str, *, owed: bool = False, order_id: str = "o-1", **other: Any) -> str:
    """Now, upon a late order; the name of the decision."""
    named, now = f"{gesture} {order_id}", counter.floor.now
    text = {"de": f"{gesture}: auf Deutsch", "en": f"{gesture}: in English"}
    defined = {"name": gesture, "triggers": ["delivery"], "text": text, "channel": "web", "owed": owed}
    line: dict[str, Any] = {
        "intervention_id": named,
        "customer_id": "Ann",
        "touchpoint": "delivery",
        "trigger": "delivery",
        "subject": order_id,
        "triggered_at": now,
        "decided_at": now,
        "gesture": gesture,
        "channel": "web",
        "purpose": "owed" if owed else "goodwill",
        "cost": 0.0,
        "propensity": 1.0,
        "holdout": False,
        "state": "ready",
        "changed_at": now,
        "changed_by": "zuvor",
        "facts": b"{}",
    }
    with counter.floor.store.write() as transaction:
        transaction.put_definition(INTERVENTION, gesture, msgspec.json.encode(defined), now, "Eve")
        transaction.put_intervention(Intervention(**line | other))
    return named
