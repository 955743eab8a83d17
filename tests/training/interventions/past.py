"""A shop's ledger of a season as the service would have written it, and what its customers then did."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import numpy as np

from features.clock import DAY, HOUR, parse_moment, to_text
from features.interventions.definition import INTERVENTION, NOTHING, RULE
from service.interventions.deciding import held_out
from service.store import Store
from service.store.records import Intervention, Row

NOW = parse_moment("2026-11-22T12:00:00Z")
BASE, COSTS = 0.3, {NOTHING: 0.0, "call": 6.0, "sorry": 0.1}


class Season(NamedTuple):
    """`adds`: gesture → points (as a share) by which it raises a base of 30 % who buy again."""

    triggers: int = 600
    days: int = 80
    adds: Mapping[str, float] = MappingProxyType({"call": 0.3, "sorry": 0.0})
    seed: int = 1


def write_season(store: Store, season: Season) -> None:
    """Each customer once, evenly drawn; repeat purchases come 1 to 20 days later."""
    rng, names = np.random.default_rng(season.seed), list(COSTS)
    lines, rows = [], []
    for n in range(season.triggers):
        customer = f"c{n}"
        at = NOW - season.days * DAY + int(n / season.triggers * (season.days - 1) * DAY)
        held = held_out(customer, 0.1)
        gesture = NOTHING if held else names[rng.integers(len(names))]
        lines.append(decision(customer, at, gesture, held=held))
        if rng.random() < BASE + season.adds.get(gesture, 0.0):
            rows.append(bought(customer, at + int(rng.uniform(1, 20) * DAY)))
    with store.write() as transaction:
        transaction.insert([row for row in rows if row.occurred_at <= NOW])
        for line in lines:
            transaction.put_intervention(line)
        for name, cost in COSTS.items():
            if name != NOTHING:
                transaction.put_definition(INTERVENTION, name, gesture_of(name, cost), 1, "Eve")
        transaction.put_definition(RULE, "goodwill", b'{"daily_budget": 100.0}', 1, "Eve")


def decision(customer: str, at: int, gesture: str, *, held: bool = False) -> Intervention:
    """Evenly drawn."""
    facts = {
        "traits": {"trigger": "delivery", "gap": 2.0, "orders": 2, "spent": float(len(customer))},
        "shares": dict.fromkeys(COSTS, 1 / len(COSTS)),
        "held": 0.1,
        "not_now": {"voucher": "budget"},
    }
    return Intervention(
        intervention_id=f"i-{customer}-{at}",
        customer_id=customer,
        touchpoint="delivery",
        trigger="delivery",
        subject="1001",
        triggered_at=at - HOUR,
        decided_at=at,
        gesture=gesture,
        channel="email",
        purpose="goodwill",
        cost=COSTS[gesture],
        propensity=1 / len(COSTS),
        holdout=held,
        state="nothing" if gesture == NOTHING else "sent",
        changed_at=at,
        changed_by="zuvor",
        facts=msgspec.json.encode(facts),
    )


def bought(customer: str, at: int, order: str | None = None, price: float = 100.0) -> Row:
    """A purchase."""
    name = order or f"o-{customer}-{at}"
    items = [{"item_id": "kettle", "quantity": 1, "price": price}]
    return told("purchase", customer, at, order_id=name, items=items, currency="CHF")


def told(kind: str, customer: str, at: int, **body: object) -> Row:
    """An event of a customer."""
    event = {"event": kind, "customer_id": customer, "occurred_at": to_text(at), **body}
    return Row(f"{kind}-{customer}-{at}", kind, at, at, customer, None, msgspec.json.encode(event))


def gesture_of(name: str, cost: float) -> bytes:
    text = {"de": "Für Sie", "en": "For you"}
    return msgspec.json.encode({"name": name, "triggers": ["delivery"], "cost": cost, "text": text})
