"""Staff asks why a customer got something or nothing, and is told in words."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import msgspec
import pytest

from features.clock import DAY, parse_moment, to_text
from features.settings import Settings
from service.store.records import Row
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


def happen(settings: Settings, kind: str, days: float, **body: Any) -> None:
    at = NOW - round(days * DAY)
    told = msgspec.json.encode({"event": kind, "customer_id": "Ann", **body})
    with closing(new_store(settings.store)) as store, store.write() as transaction:
        transaction.insert([Row(f"{kind} {days}", kind, at, at, "Ann", None, told)])


def test_beside_each_decision_stands_what_the_customer_said_and_did_since(
    serve: Serve, settings: Settings
) -> None:
    decide(settings, line(NOW - 40 * DAY, state="sent"), line(NOW, intervention_id="v-2", customer_id="Ann"))
    happen(settings, "intervention_declined", 39, intervention_id="v-1")
    happen(settings, "intervention_accepted", 38, intervention_id="v-1")
    happen(settings, "purchase", 35, order_id="o-1", items=[], currency="EUR")  # the one it was about
    happen(settings, "purchase", 30, order_id="o-2", items=[], currency="EUR")
    happen(settings, "experience_rated", 29, touchpoint="delivery", metric="stars", score=4)
    newest, first = serve().get(ADDRESS).json()["decisions"]
    said = {"reply": "accepted", "replied_at": to_text(NOW - 38 * DAY)}
    assert first["outcome"] == said | {"order_days": 10.0, "complaint_days": None, "stars": 4.0}
    assert set(newest["outcome"].values()) == {None}


def test_a_rating_months_later_and_a_reply_to_nothing_say_nothing(serve: Serve, settings: Settings) -> None:
    decide(settings, line(NOW - 100 * DAY, state="sent"))
    happen(settings, "experience_rated", 40, touchpoint="delivery", metric="stars", score=1)
    happen(settings, "purchase", 5, order_id="o-2", items=[], currency="EUR")
    happen(settings, "intervention_accepted", 4, intervention_id="nobody decided it")
    (only,) = serve().get(ADDRESS).json()["decisions"]
    assert set(only["outcome"].values()) == {None}


def test_words_and_money_are_those_of_the_decision(shop: Client, settings: Settings) -> None:
    said = msgspec.json.encode({"de": "10 Fr. für Sie", "en": "10 francs for you"})
    decide(settings, line(NOW, cost=10.0, currency="CHF", text=said))
    (only,) = shop.get(f"{ADDRESS}?locale=en").json()["decisions"]
    assert (only["text"], only["currency"]) == ("10 francs for you", "CHF")
    assert "CHF" in only["why"]
