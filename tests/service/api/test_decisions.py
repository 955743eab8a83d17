"""Staff asks why a customer got something or nothing, and is told in words."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import msgspec
import pytest

from features.clock import parse_moment
from features.settings import Settings
from tests.service.api.conftest import NOON, Client, Serve, made
from tests.service.interventions.decisions import keep, line
from tests.stores import new_store

NOW = parse_moment(NOON)
ADDRESS = "/v1/customers/Ann/interventions"


def decide(settings: Settings, *lines: Any) -> None:
    with closing(new_store(settings.store)) as store:
        keep(store, *lines)


def test_the_newest_comes_first_and_every_refusal_has_its_reason(shop: Client, settings: Settings) -> None:
    facts = msgspec.json.encode({"not_now": {"voucher": "cap_of_all"}})
    refused = line(NOW, intervention_id="v-2", state="refused", gesture="nothing", cost=0.0, facts=facts)
    decide(settings, line(NOW - 1, state="sent"), refused)
    first, second = shop.get(f"{ADDRESS}?locale=en").json()["decisions"]
    assert first["not_possible"] == {"voucher": "The customer was reached often enough lately."}
    assert first["why"].endswith("No gesture was possible.")
    assert (second["gesture"], second["state"], second["not_possible"]) == ("voucher", "sent", {})


def test_of_nobody_there_are_none(shop: Client, settings: Settings) -> None:
    decide(settings, line(NOW, customer_id="Bob"))
    assert shop.get(ADDRESS).json() == {"customer_id": "Ann", "decisions": []}


@pytest.mark.parametrize(("scope", "status"), [("staff", 200), ("admin", 200), ("analyst", 403)])
def test_it_is_for_those_who_serve_customers(
    serve: Serve, settings: Settings, scope: Any, status: int
) -> None:
    header = made(settings, scope)
    assert serve().get(ADDRESS, headers=header).status_code == status
