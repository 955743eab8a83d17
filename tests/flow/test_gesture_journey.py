"""A late order: said first, made good by a gesture over the webhook, accepted, and seen in the proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from features.clock import system_clock, to_text
from service.cli import zuvor
from service.interventions.deciding import held_out
from tests.faults.gestures import define, is_signed, late_orders, ledger, running, states
from tests.running import Service, until
from tests.service.interventions.counter import GIFT, SORRY
from tests.service.interventions.receiver import beside

pytestmark = pytest.mark.slow

MANY = 12
GOODWILL = {"daily_budget": 1_000_000, "holdout": 0.1}
ANYTIME = {"caps": [], "quiet_from": "00:00", "quiet_until": "00:00"}


def test_a_late_order_is_said_made_good_accepted_and_proven(tmp_path: Path) -> None:
    define(tmp_path, SORRY, GIFT, goodwill=GOODWILL, contact=ANYTIME)
    with beside(204) as receiver, running(tmp_path, receiver) as service:
        late_orders(service, MANY)
        (status,) = said_of_the_order(service, "customer-1")
        assert "order-1" in json.dumps(status)
        until(lambda: len(ledger(tmp_path)) == 2 * MANY, told=service.said)  # what is owed, and goodwill
        until(lambda: states(tmp_path) == {"sent", "nothing"}, told=service.said)
        told = [json.loads(body) for _, body in receiver.received]
        assert all(map(is_signed, receiver.received))
        gifts = [one["data"] for one in told if one["type"] == "intervention.goodwill"]
        assert gifts
        assert not any(held_out(gift["customer_id"], GOODWILL["holdout"]) for gift in gifts)
        assert len([one for one in told if one["type"] == "intervention.owed"]) == MANY
        accept(service, gifts)
        assert computed(tmp_path)["unknown"] == 1
        found = service("GET", "/v1/interventions")[1]
        (voucher,) = [line for line in found["gestures"] if line["gesture"] == GIFT["name"]]
        assert voucher["accepted"] == voucher["decided"] == len(gifts)
        assert voucher["effect"] is None, "not enough yet"
        assert service.stop() == 0


def said_of_the_order(service: Service, customer: str) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = service("GET", f"/v1/answers?customer_id={customer}")[1]["answers"]
    return [one for one in answers if one["answer"] == "order_status"]


def accept(service: Service, gifts: list[dict[str, Any]]) -> None:
    """All that were made, and one that nobody made: it is kept, counted, and changes nothing."""
    ids = [(gift["customer_id"], gift["intervention_id"]) for gift in gifts] + [("customer-0", "unheard-of")]
    events = [
        {
            "event": "intervention_accepted",
            "event_id": f"yes-{intervention}",
            "occurred_at": to_text(system_clock()),
            "customer_id": customer,
            "intervention_id": intervention,
        }
        for customer, intervention in ids
    ]
    status, answer = service("POST", "/v1/events", {"events": events})
    assert (status, answer["accepted"]) == (202, len(ids))


def computed(folder: Path) -> dict[str, Any]:
    words = ["interventions", "--json", f"--store=sqlite:///{folder}/shop.db"]
    done = CliRunner().invoke(zuvor, words, obj={"debug": False}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found
